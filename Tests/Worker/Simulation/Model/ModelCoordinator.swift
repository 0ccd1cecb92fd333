import Worker

/// The transaction coordinator of the model broker: epochs, transactions, positions. Producers are numbers.
final class ModelCoordinator {
    enum Outcome { case open, committing, committed, aborted }

    struct Transaction {
        let producer: Int
        var outcome: Outcome
        /// Which logs hold records of it.
        var touched: [Int] = []
        var positions: [Int32: Int64] = [:]
    }

    /// What is known of one transactional id.
    private struct Producer {
        var epoch = 0
        /// As readers of the positions topic see them; they expire.
        var positions: [Int32: Int64] = [:]
        /// What was really published: for the oracle.
        var published: [Int32: Int64] = [:]
    }

    private let fate: Fate
    private var transactions: [Transaction] = []
    /// Which of them are open or committing.
    private var pending: [Int] = []
    private var producers: [Producer] = []

    init(fate: Fate) { self.fate = fate }

    func addProducer() -> Int {
        producers.append(Producer())
        return producers.count - 1
    }

    func raiseEpoch(of producer: Int) -> Int {
        producers[producer].epoch += 1
        return producers[producer].epoch
    }

    func epoch(of producer: Int) -> Int { producers[producer].epoch }

    func outcome(of transaction: Int) -> Outcome { transactions[transaction].outcome }

    func touch(_ transaction: Int, _ log: Int) {
        if !transactions[transaction].touched.contains(log) { transactions[transaction].touched.append(log) }
    }

    func begin(_ producer: Int) -> Int {
        transactions.append(Transaction(producer: producer, outcome: .open))
        pending.append(transactions.count - 1)
        return transactions.count - 1
    }

    /// The request to commit is on its way: it counts now, or later, or when the next producer asks.
    func startCommit(_ transaction: Int, positions: [Int32: Int64]) {
        guard transactions[transaction].outcome == .open else { return }
        transactions[transaction].outcome = .committing
        transactions[transaction].positions = positions
    }

    /// - Returns: the logs that get a marker.
    func finish(_ transaction: Int) -> [Int] {
        guard let place = pending.firstIndex(of: transaction) else { return [] }
        pending.remove(at: place)
        let ended = transactions[transaction]
        let commits = ended.outcome == .committing
        transactions[transaction].outcome = commits ? .committed : .aborted
        fate.note("the broker \(commits ? "commits" : "aborts") transaction \(transaction)")
        if commits {
            producers[ended.producer].positions.merge(ended.positions) { $1 }
            publish(ended.producer, upTo: ended.positions)
        }
        return ended.touched
    }

    func undecided(_ which: (Transaction) -> Bool) -> [Int] { pending.filter { which(transactions[$0]) } }

    /// The broker waits no longer for an open transaction: it fences the producer, so that the abort holds.
    func timeOut() -> [Int] {
        let open = undecided { $0.outcome == .open }
        for transaction in open {
            fate.count(.transactionTimeout)
            _ = raiseEpoch(of: transactions[transaction].producer)
        }
        return open
    }

    func positions(of producer: Int) -> [Int32: Int64] { producers[producer].positions }

    /// The broker forgets positions that were not renewed for days; by then their copy in the database is no older.
    func expirePositions(of producer: Int, where isCopied: (Int32, Int64) -> Bool) {
        let known = producers[producer].positions.sorted { $0.key < $1.key }
        for (lane, position) in known where isCopied(lane, position) {
            producers[producer].positions[lane] = nil
            fate.count(.expiredPosition)
            fate.note("Kafka forgets position \(position) of lane \(lane)")
        }
    }

    /// Whatever a run's fate was before: all of it is published now.
    func publish(_ producer: Int, upTo positions: [Int32: Int64]) {
        producers[producer].published.merge(positions) { max($0, $1) }
    }

    func published(_ producer: Int, _ lane: Int32) -> Int64 { producers[producer].published[lane] ?? 0 }
}
