import Contracts
import Kernel
import Worker

/// Topics as arrays, with transactions as Kafka has them, or without.
final class ModelBroker {
    struct Entry {
        /// nil: the marker that ends a transaction.
        let record: OutboundRecord?
        /// The transaction's place in the coordinator; nil outside of transactions.
        let transaction: Int?
    }

    let coordinator: ModelCoordinator
    let hasTransactions: Bool
    let partitionCount: Int32
    private(set) var lanes: [LaneID] = []
    private var logs: [[Entry]] = []

    init(hasTransactions: Bool, partitionCount: Int32, fate: Fate) {
        self.hasTransactions = hasTransactions
        self.partitionCount = partitionCount
        coordinator = ModelCoordinator(fate: fate)
    }

    /// - Returns: the offset of the record.
    @discardableResult
    func append(_ record: OutboundRecord, transaction: Int? = nil) -> (lane: LaneID, offset: Int64) {
        var hash = StableHash()
        hash.add(bytes: record.key ?? [])
        let lane = LaneID(record.topic, Int32(hash.value % UInt64(partitionCount)))
        let place = place(of: lane) ?? add(lane)
        logs[place].append(Entry(record: record, transaction: transaction))
        if let transaction { coordinator.touch(transaction, place) }
        return (lane, Int64(logs[place].count - 1))
    }

    private func place(of lane: LaneID) -> Int? {
        lanes.firstIndex { $0.partition == lane.partition && $0.topic == lane.topic }
    }

    private func add(_ lane: LaneID) -> Int {
        lanes.append(lane)
        logs.append([])
        return lanes.count - 1
    }

    /// What a read-committed consumer sees from `offset` on, and the position after it.
    func read(_ lane: LaneID, from offset: Int64, limit: Int) -> (records: [InboundRecord], position: Int64) {
        var records: [InboundRecord] = []
        let position = visit(lane, from: offset) { place, record in
            records.append(
                InboundRecord(
                    lane: lane, offset: place, key: record.key, value: record.value, headers: record.headers))
            return records.count < limit
        }
        return (records, position)
    }

    /// True when a read-committed consumer at `offset` has nothing more to read.
    func isAtEnd(_ lane: LaneID, _ offset: Int64) -> Bool {
        var isAtEnd = true
        visit(lane, from: offset) { _, _ in
            isAtEnd = false
            return false
        }
        return isAtEnd
    }

    /// Goes through what a read-committed consumer sees until `body` says that it is enough.
    /// - Returns: the position after it.
    @discardableResult
    func visit(_ lane: LaneID, from offset: Int64, _ body: (Int64, OutboundRecord) -> Bool) -> Int64 {
        guard let log = place(of: lane).map({ logs[$0] }) else { return offset }
        var place = Int(offset)
        var goesOn = true
        while goesOn, place < log.count {
            let outcome = log[place].transaction.map(coordinator.outcome) ?? .committed
            if outcome == .open || outcome == .committing { break }
            if outcome == .committed, let record = log[place].record { goesOn = body(Int64(place), record) }
            place += 1
        }
        return Int64(place)
    }

    /// Ends the transaction as its state says, with a marker in every log that it touched.
    func finish(_ transaction: Int) {
        for place in coordinator.finish(transaction) {
            logs[place].append(Entry(record: nil, transaction: transaction))
        }
    }

    /// Ends all transactions that `which` names.
    func finishAll(_ which: (ModelCoordinator.Transaction) -> Bool) {
        for transaction in coordinator.undecided(which) { finish(transaction) }
    }

    /// A new producer of this name: fences the earlier ones and decides what they left open.
    ///
    /// - Returns: its epoch.
    func initialize(_ producer: Int) -> Int {
        finishAll { $0.producer == producer }
        return coordinator.raiseEpoch(of: producer)
    }
}
