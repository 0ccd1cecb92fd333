import BackhaulDeadLetters
import Contracts
import Kafka
import Worker

/// What a replay will send, and what it will not and why.
struct ReplayPlan {
    struct Shipment {
        let letter: Letter
        let record: OutboundRecord
        let origin: RecordPlace
    }

    private(set) var shipments: [Shipment] = []
    private(set) var refused: [(letter: Letter, reason: String)] = []

    init(
        letters: [Letter], records: [RecordPlace: InboundRecord], book: LetterBook, _ correction: Replay.Correction,
        force: Bool
    ) {
        for letter in letters {
            guard let record = records[letter.place], let origin = letter.origin else {
                refused.append((letter, "its headers do not say where it came from"))
                continue
            }
            let isOld = book.replayedAfter(letter) > SequenceWindow.capacity
            if isOld, EventSourceName.isOurs(letter.source) {
                refused.append((letter, "so many later ones were replayed that the worker takes it for a repeat"))
                continue
            }
            let sent = Replay.record(of: record, to: origin.lane.topic, correction, outOfWindow: isOld)
            if !force, let objection = Self.objection(to: sent, letter, record, correction) {
                refused.append((letter, "it would be refused again: \(objection)"))
            } else {
                shipments.append(Shipment(letter: letter, record: sent, origin: origin))
            }
        }
    }

    /// Sends group by group, each with its trail behind it.
    /// - Throws: as `PlainProducer`.
    func send(_ settings: KafkaSettings, _ resolution: LetterOutcome) throws(Fault) {
        guard !shipments.isEmpty else { return }
        let writer = try TrailWriter(settings)
        defer { writer.close() }
        var rest = shipments[...]
        while !rest.isEmpty {
            let group = rest.prefix(Self.groupSize)
            for shipment in group { try writer.send(shipment.record, to: shipment.origin) }
            try writer.flush()
            try writer.write(group.map { ($0.letter, resolution) })
            rest = rest.dropFirst(Self.groupSize)
        }
    }

    private static let groupSize = 500

    private static func objection(
        to record: OutboundRecord, _ letter: Letter, _ original: InboundRecord, _ correction: Replay.Correction
    ) -> ContractViolation? {
        guard let worker = WorkerCatalogue.all.first(where: { $0.name == letter.service }) else {
            return ContractViolation(.unknownType, "no worker of this version is named '\(letter.service)'")
        }
        if let objection = worker.objection(record) { return objection }
        guard !correction.isEmpty else { return nil }
        do { try Replay.checkIdentity(of: record, original: original) } catch { return error }
        return nil
    }
}
