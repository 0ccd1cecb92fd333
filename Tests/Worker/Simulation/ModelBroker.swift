import Kernel
import Worker

/// Topics as arrays, with transactions as Kafka has them, or without.
final class ModelBroker {
    enum Outcome { case open, committing, committed, aborted }

    struct Transaction {
        let producer: String
        var outcome: Outcome
        var touched: Set<LaneID> = []
        var positions: [Int32: Int64] = [:]
    }

    struct Entry {
        /// nil: the marker that ends a transaction.
        let record: OutboundRecord?
        let transaction: Int?
    }

    let hasTransactions: Bool
    let partitionCount: Int32
    private let fate: Fate
    private(set) var logs: [LaneID: [Entry]] = [:]
    private var transactions: [Transaction] = []
    private var epochs: [String: Int] = [:]
    private var positions: [String: [Int32: Int64]] = [:]
    /// Negative control: false lets a fenced producer go on.
    var fences = true

    init(hasTransactions: Bool, partitionCount: Int32, fate: Fate) {
        self.hasTransactions = hasTransactions
        self.partitionCount = partitionCount
        self.fate = fate
    }

    /// - Returns: the offset of the record.
    @discardableResult
    func append(_ record: OutboundRecord, transaction: Int? = nil) -> (lane: LaneID, offset: Int64) {
        var hash = StableHash()
        hash.add(bytes: record.key ?? [])
        let lane = LaneID(record.topic, Int32(hash.value % UInt64(partitionCount)))
        logs[lane, default: []].append(Entry(record: record, transaction: transaction))
        if let transaction { transactions[transaction].touched.insert(lane) }
        return (lane, Int64((logs[lane]?.count ?? 0) - 1))
    }

    /// What a read-committed consumer sees from `offset` on, and the position after it.
    func read(_ lane: LaneID, from offset: Int64, limit: Int) -> (records: [InboundRecord], position: Int64) {
        let log = logs[lane] ?? []
        var records: [InboundRecord] = []
        var place = Int(offset)
        while place < log.count, records.count < limit {
            let state = log[place].transaction.map { transactions[$0].outcome } ?? .committed
            if state == .open || state == .committing { break }
            if state == .committed, let record = log[place].record {
                records.append(
                    InboundRecord(
                        lane: lane, offset: Int64(place), key: record.key, value: record.value,
                        headers: record.headers))
            }
            place += 1
        }
        return (records, Int64(place))
    }

    // What follows is the transaction coordinator.

    /// Fences earlier producers of this name and decides what they left open.
    func initialize(_ producer: String) -> Int {
        epochs[producer, default: 0] += 1
        decideAll(of: producer)
        return epochs[producer] ?? 0
    }

    func isCurrent(_ producer: String, epoch: Int) -> Bool { !fences || epochs[producer] == epoch }

    func begin(_ producer: String) -> Int {
        decideAll(of: producer)
        transactions.append(Transaction(producer: producer, outcome: .open))
        return transactions.count - 1
    }

    /// The request to commit is on its way: it counts now, or later, or when the next producer asks.
    func startCommit(_ transaction: Int, positions: [Int32: Int64]) {
        guard transactions[transaction].outcome == .open else { return }
        transactions[transaction].outcome = .committing
        transactions[transaction].positions = positions
    }

    func finish(_ transaction: Int) {
        let state = transactions[transaction].outcome
        guard state == .open || state == .committing else { return }
        let ended = transactions[transaction]
        transactions[transaction].outcome = state == .open ? .aborted : .committed
        if state == .committing {
            for (lane, end) in ended.positions { positions[ended.producer, default: [:]][lane] = end }
        }
        for lane in ended.touched.sorted() {
            logs[lane, default: []].append(Entry(record: nil, transaction: transaction))
        }
    }

    func committedPositions(_ producer: String) -> [Int32: Int64] { positions[producer] ?? [:] }

    /// The broker forgets a position that was not renewed for days; by then its copy in the database is no older.
    func expirePosition(_ producer: String, where isCopied: (Int32, Int64) -> Bool) {
        for (lane, position) in positions[producer] ?? [:] where isCopied(lane, position) {
            positions[producer]?[lane] = nil
            fate.count("expired position")
        }
    }

    /// Slow commits end at some time.
    func settleSlowCommits() {
        for index in transactions.indices where transactions[index].outcome == .committing { finish(index) }
    }

    private func decideAll(of producer: String) {
        for index in transactions.indices where transactions[index].producer == producer { finish(index) }
    }
}
