import Worker

/// One life of a producer on the model broker.
final class ModelSink: EventSink {
    private let broker: ModelBroker
    private let producer: String
    private let epoch: Int
    private let ports: Ports
    private let life: Life
    private var transaction: Int?

    init(_ broker: ModelBroker, producer: String, epoch: Int, ports: Ports, life: Life) {
        self.broker = broker
        self.producer = producer
        self.epoch = epoch
        self.ports = ports
        self.life = life
    }

    var isTransactional: Bool { broker.hasTransactions }

    func committedPositions(laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        try ports.call("sink.positions", by: life)
        guard isTransactional else { return [:] }
        return broker.committedPositions(producer).filter { laneNumbers.contains($0.key) }
    }

    func publish(_ records: [OutboundRecord], positions: [Int32: Int64]) throws(Fault) {
        try ports.call("sink.begin", by: life)
        if isTransactional {
            try publishAllOrNothing(records, positions)
        } else {
            try publishPlainly(records)
        }
    }

    func close(deadlineMilliseconds: Int) {
        // An abort on close reaches the broker, or the next producer's start does it.
        if let transaction, ports.fate.coin(), broker.isCurrent(producer, epoch: epoch) { broker.finish(transaction) }
        transaction = nil
    }

    private func publishAllOrNothing(_ records: [OutboundRecord], _ positions: [Int32: Int64]) throws(Fault) {
        try checkEpoch()
        let transaction = broker.begin(producer)
        self.transaction = transaction
        for record in records {
            try ports.call("sink.produce", by: life)
            try checkEpoch()
            broker.append(record, transaction: transaction)
        }
        try ports.call("sink.commit", by: life)
        try checkEpoch()
        if ports.fate.strikes(40) { throw unknown("the commit did not arrive") }
        broker.startCommit(transaction, positions: positions)
        if ports.fate.strikes(40) { throw unknown("the commit takes its time") }
        broker.finish(transaction)
        self.transaction = nil
        if ports.fate.strikes(40) { throw unknown("the answer to the commit is lost") }
        try ports.call("sink.committed", by: life, canFail: false)
    }

    /// Without transactions some records may fail while others of the same run are written.
    private func publishPlainly(_ records: [OutboundRecord]) throws(Fault) {
        var failed = 0
        for record in records {
            try ports.call("sink.produce", by: life)
            if ports.fate.strikes(30) { failed += 1 } else { broker.append(record) }
        }
        if failed > 0 { throw unknown("\(failed) records were not delivered") }
        if ports.fate.strikes(60) { throw unknown("the answers are lost") }
    }

    private func checkEpoch() throws(Fault) {
        guard broker.isCurrent(producer, epoch: epoch) else { throw fenced() }
    }

    private func fenced() -> Fault {
        ports.fate.count("fenced")
        return Fault(.superseded, "sink", "fenced")
    }

    private func unknown(_ detail: String) -> Fault {
        ports.fate.count("unknown outcome")
        ports.fate.note("\(life.name): \(detail)")
        return Fault(.outcomeUnknown, "sink.commit", detail)
    }
}

/// Builds producers on the model broker.
struct ModelSinkFactory: EventSinkFactory, @unchecked Sendable {
    let broker: ModelBroker
    let service: String
    let ports: Ports
    let life: Life

    func open(shard: Int) throws(Fault) -> any EventSink {
        try ports.call("sink.open", by: life)
        let producer = "\(service).\(shard)"
        let epoch = broker.initialize(producer)
        ports.fate.note("\(life.name) opens epoch \(epoch)")
        return ModelSink(broker, producer: producer, epoch: epoch, ports: ports, life: life)
    }
}
