import Worker

/// One life of a producer on the model broker.
final class ModelSink: EventSink {
    private let broker: ModelBroker
    private let producer: Int
    private let shard: Int
    private let epoch: Int
    private let outbox: ModelOutbox
    private let ports: Ports
    private let life: Life
    private var transaction: Int?

    init(_ factory: ModelSinkFactory, shard: Int, epoch: Int) {
        broker = factory.world.broker
        producer = factory.world.producers[shard]
        ports = factory.world.ports
        self.shard = shard
        self.epoch = epoch
        outbox = factory.outbox
        life = factory.life
    }

    var isTransactional: Bool { broker.hasTransactions }

    func committedPositions(laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        try ports.before("sink.positions", life)
        guard isTransactional, ports.removal != .maxHintOnly else { return [:] }
        return broker.coordinator.positions(of: producer).filter { laneNumbers.contains($0.key) }
    }

    func publish(_ records: [OutboundRecord], positions: [Int32: Int64]) throws(Fault) {
        if !outbox.isBroken, !outbox.holds(shard) { ports.fate.breach("\(life) publishes without the lease") }
        try ports.before("sink.begin", life)
        ports.fate.note("\(life) publishes \(records.count) events: \(Numbers.text(positions))")
        if isTransactional {
            try publishAllOrNothing(records, positions)
        } else {
            try publishPlainly(records, positions)
        }
    }

    func close(deadlineMilliseconds: Int) {
        guard let transaction else { return }
        self.transaction = nil
        // An abort on close reaches the broker, or the next producer's start does it.
        guard ports.fate.pick(2) == 0, isCurrent, ports.removal != .rebuildWithoutInit else { return }
        if broker.coordinator.outcome(of: transaction) == .open { broker.finish(transaction) }
    }

    private func publishAllOrNothing(_ records: [OutboundRecord], _ positions: [Int32: Int64]) throws(Fault) {
        do { try commit(records, positions) } catch {
            switch ports.removal {
            case .rebuildTakenAsCommitted where error.kind == .outcomeUnknown: return
            case .rebuildTakenAsAborted where error.kind == .outcomeUnknown: try commit(records, positions)
            default: throw error
            }
        }
    }

    private func commit(_ records: [OutboundRecord], _ positions: [Int32: Int64]) throws(Fault) {
        try checkEpoch()
        let transaction = broker.coordinator.begin(producer)
        self.transaction = transaction
        for record in records {
            try ports.before("sink.produce", life)
            try checkEpoch()
            broker.append(record, transaction: transaction)
        }
        try ports.before("sink.commit", life)
        try checkEpoch()
        if unknownStrikes() { throw unknown("the commit did not arrive") }
        broker.coordinator.startCommit(transaction, positions: positions)
        if unknownStrikes() {
            ports.fate.count(.lateCommit)
            throw unknown("the commit takes its time")
        }
        broker.finish(transaction)
        self.transaction = nil
        if unknownStrikes() { throw unknown("the answer to the commit is lost") }
        try ports.after("sink.commit", life, canFail: false)
    }

    /// Without transactions some records may fail while others of the same run are written.
    private func publishPlainly(_ records: [OutboundRecord], _ positions: [Int32: Int64]) throws(Fault) {
        var failed = 0
        for record in records {
            try ports.before("sink.produce", life)
            if unknownStrikes() { failed += 1 } else { broker.append(record) }
        }
        guard failed == 0 || ports.removal == .rebuildTakenAsCommitted else {
            throw unknown("\(failed) of the events were not delivered")
        }
        if failed == 0 { broker.coordinator.publish(producer, upTo: positions) }
        if unknownStrikes(), ports.removal != .rebuildTakenAsCommitted { throw unknown("the answers are lost") }
        try ports.after("sink.produce", life, canFail: false)
    }

    private func unknownStrikes() -> Bool { ports.fate.strikes(ports.setting.unknownOutcome) }

    private var isCurrent: Bool {
        broker.coordinator.epoch(of: producer) == epoch || ports.removal == .fencing
            || ports.removal == .rebuildWithoutInit
    }

    private func checkEpoch() throws(Fault) {
        guard !isCurrent else { return }
        ports.fate.count(.fenced)
        ports.fate.note("\(life) is fenced")
        throw Fault(.superseded, "sink", "fenced")
    }

    private func unknown(_ detail: String) -> Fault {
        ports.fate.count(.unknownOutcome)
        ports.fate.note("\(life): \(detail)")
        return Fault(.outcomeUnknown, "sink.commit", detail)
    }
}

/// Builds producers on the model broker.
struct ModelSinkFactory: EventSinkFactory, @unchecked Sendable {
    let world: ServiceWorld
    let outbox: ModelOutbox
    let life: Life

    func open(shard: Int) throws(Fault) -> any EventSink {
        try world.ports.before("sink.open", life)
        let producer = world.producers[shard]
        let epoch =
            world.ports.removal == .rebuildWithoutInit
            ? world.broker.coordinator.epoch(of: producer) : world.broker.initialize(producer)
        world.ports.fate.note("\(life) opens a producer, epoch \(epoch)")
        try world.ports.after("sink.open", life)
        return ModelSink(self, shard: shard, epoch: epoch)
    }
}
