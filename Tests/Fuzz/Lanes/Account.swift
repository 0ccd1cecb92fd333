import Contracts
import Worker

/// Where every record of some lanes went: each is either untold of in the dead letters, or one of them as it came.
struct Account {
    private var letters: [LaneID: [Int64: OutboundRecord]] = [:]
    /// What the service published besides.
    private(set) var events: [OutboundRecord] = []
    private(set) var letterCount = 0

    /// - Throws: `Objection` when a dead letter names no record, or a record has two.
    init(_ outbox: [OutboundRecord]) throws {
        for record in outbox {
            guard record.topic.hasSuffix(DeadLetter.topicSuffix) else {
                events.append(record)
                continue
            }
            guard let topic = Self.last(DeadLetter.topic, record),
                let partition = Self.last(DeadLetter.partition, record).flatMap({ Int32($0) }),
                let offset = Self.last(DeadLetter.offset, record).flatMap({ Int64($0) })
            else { throw Objection("a dead letter does not say where it came from") }
            guard letters[LaneID(topic, partition), default: [:]].updateValue(record, forKey: offset) == nil else {
                throw Objection("two dead letters of \(topic).\(partition) offset \(offset)")
            }
            letterCount += 1
        }
    }

    /// The dead letter of a record, when it has one.
    ///
    /// - Throws: `Objection` when it is not the record as it came, with the reason added.
    func letter(of record: InboundRecord, service: String) throws -> OutboundRecord? {
        guard let letter = letters[record.lane]?[record.offset] else { return nil }
        let kept = record.headers.filter { !$0.name.hasPrefix(DeadLetter.prefix) }
        guard letter.topic == record.lane.topic + DeadLetter.topicSuffix, letter.key == record.key,
            letter.value == record.value, Array(letter.headers.prefix(kept.count)) == kept
        else { throw Objection("\(record.lane) offset \(record.offset): the dead letter is not the record as it came") }
        let added = letter.headers.dropFirst(kept.count)
        guard Set(added.map(\.name)).count == 9, added.allSatisfy({ $0.name.hasPrefix(DeadLetter.prefix) }),
            Self.last(DeadLetter.connectorName, letter) == service,
            let reason = Self.last(DeadLetter.exceptionClass, letter).flatMap(ContractViolation.Reason.init(rawValue:)),
            let message = Self.last(DeadLetter.exceptionMessage, letter)
        else { throw Objection("\(record.lane) offset \(record.offset): the dead letter does not say why") }
        try RefusalLaw.check(ContractViolation(reason, message))
        return letter
    }

    static func reason(of letter: OutboundRecord) -> String {
        "\(last(DeadLetter.exceptionClass, letter) ?? ""): \(last(DeadLetter.exceptionMessage, letter) ?? "")"
    }

    private static func last(_ name: String, _ record: OutboundRecord) -> String? {
        record.headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }
}
