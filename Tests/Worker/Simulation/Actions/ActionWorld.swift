import Worker

/// What processes of the second level act upon: lanes of input, a database for each of two services, a topic between
/// them. Everything is a plain value; each call is one action that nothing can interrupt.
final class ActionWorld {
    /// What a transaction of a producer, or its end, left on the topic.
    struct Entry {
        let lane: Int
        let number: Int64
        let transaction: Int?
        /// True for the marker that ends a transaction.
        let isMarker: Bool
    }

    let fate: Fate
    let setting: ActionSetting
    let removal: Removal?
    let hasTransactions: Bool
    let coordinator: ModelCoordinator
    let producer: Int
    /// How many records each input lane holds.
    private(set) var inputs: [Int64]
    /// The topic that the first service writes and the second reads, by partition.
    private(set) var topic: [[Entry]]
    /// The first service, and the second that reads what it writes.
    var stores: [LaneStore]
    private(set) var generations = [0, 0]
    private(set) var owners: [[Int]]
    /// The relay that holds the lease. Weak, as the locks are: the world does not keep those who act upon it.
    weak var lease: ActionRelay?

    init(_ fate: Fate, _ setting: ActionSetting, transactions: Bool, removal: Removal?) {
        self.fate = fate
        self.setting = setting
        self.removal = removal
        hasTransactions = transactions
        coordinator = ModelCoordinator(fate: fate)
        producer = coordinator.addProducer()
        inputs = Array(repeating: 0, count: setting.lanes)
        topic = Array(repeating: [], count: setting.lanes)
        stores = (0..<2).map { _ in LaneStore(lanes: setting.lanes) }
        owners = Array(repeating: Array(repeating: 0, count: setting.lanes), count: 2)
    }

    func publishInput() {
        let lane = fate.pick(inputs.count)
        fate.note("the shop publishes \(LaneStore.ids[0][lane]) offset \(inputs[lane])")
        inputs[lane] += 1
    }

    /// Gives the lanes of a service to copies anew.
    func rebalance(_ service: Int) {
        generations[service] += 1
        for lane in owners[service].indices { owners[service][lane] = fate.pick(setting.workers) }
    }

    // The topic.

    func append(_ record: OutboundRecord, transaction: Int?) {
        guard let value = record.value, let event = ActionEvent(value) else { return }
        topic[event.partition].append(
            Entry(lane: event.lane, number: event.number, transaction: transaction, isMarker: false))
        if let transaction { coordinator.touch(transaction, event.partition) }
    }

    func finish(_ transaction: Int) {
        for partition in coordinator.finish(transaction) {
            topic[partition].append(Entry(lane: 0, number: 0, transaction: transaction, isMarker: true))
        }
    }

    func finishAll(_ which: (ModelCoordinator.Transaction) -> Bool) {
        for transaction in coordinator.undecided(which) { finish(transaction) }
    }

    /// Goes through what a read-committed reader sees until `body` says that it is enough.
    /// - Returns: the position after it.
    @discardableResult
    func visit(_ partition: Int, from offset: Int64, _ body: (Int64, Entry) -> Bool) -> Int64 {
        var place = Int(offset)
        var goesOn = true
        while goesOn, place < topic[partition].count {
            let entry = topic[partition][place]
            let outcome = entry.transaction.map(coordinator.outcome) ?? .committed
            if outcome == .open || outcome == .committing { break }
            if outcome == .committed, !entry.isMarker { goesOn = body(Int64(place), entry) }
            place += 1
        }
        return Int64(place)
    }

    var isAtRest: Bool {
        let first = stores[0].rows
        return first.indices.allSatisfy { lane in
            (first[lane].nextOffset ?? 0) == inputs[lane] && stores[0].hints[lane] == first[lane].sequence
                && (!setting.hasReader || isRead(lane))
        }
    }

    private func isRead(_ partition: Int) -> Bool {
        var isRead = true
        visit(partition, from: stores[1].rows[partition].nextOffset ?? 0) { _, _ in
            isRead = false
            return false
        }
        return isRead
    }
}

/// One event of the first service, as three small numbers in the value of a record.
struct ActionEvent {
    let partition: Int
    let lane: Int
    let number: Int64

    init(partition: Int, lane: Int, number: Int64) {
        self.partition = partition
        self.lane = lane
        self.number = number
    }

    init?(_ value: [UInt8]) {
        guard value.count == 4 else { return nil }
        self.init(partition: Int(value[0]), lane: Int(value[1]), number: Int64(value[2]) << 8 | Int64(value[3]))
    }

    var record: OutboundRecord {
        let value = [
            UInt8(partition), UInt8(lane), UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
        ]
        return OutboundRecord(topic: "out", key: nil, value: value, headers: [])
    }
}
