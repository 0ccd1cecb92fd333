import AuditDomain
import Contracts
import Kernel
import Worker

extension AuditBook {
    /// Takes one record of an output topic or of a dead-letter topic.
    ///
    /// - Parameter isWhole: false while the record is older than the oldest one of a topic that was cut off.
    /// - Returns: what it was, when it is new.
    package mutating func take(_ record: InboundRecord, isWhole: Bool = true) -> Sighting? {
        let place = Place(topic: record.lane.topic, partition: record.lane.partition, offset: record.offset)
        guard !Self.isByAPerson(record) else { return nil }
        do throws(ContractViolation) {
            guard record.lane.topic.hasSuffix(Topics.deadLetterEnding) else {
                return try takeEvent(record, place, isWhole)
            }
            return try takeDeadLetter(record, place, isWhole)
        } catch {
            refuse("\(error.reason.rawValue): \(error.detail)", at: place)
            return nil
        }
    }

    /// What people did about dead letters: their notes, and records that they put back with their first numbers.
    private static func isByAPerson(_ record: InboundRecord) -> Bool {
        guard !record.lane.topic.hasSuffix(Topics.deadLetterEnding) else { return DeadLetter.isResolution(record) }
        return record.headers.contains { $0.name.hasPrefix(DeadLetter.prefix) }
    }

    private mutating func takeEvent(
        _ record: InboundRecord, _ place: Place, _ isWhole: Bool
    ) throws(ContractViolation) -> Sighting? {
        let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
        guard let lane = event.lane, let number = event.sequence, number > 0 else {
            throw ContractViolation(.envelope, "an event without lane and number")
        }
        guard let writer = Topic(rawValue: record.lane.topic)?.writer, event.source == EventSourceName.of(writer) else {
            throw ContractViolation(.rule, "an event that the topic's writer did not write")
        }
        let name = LaneName(service: writer, lane: lane)
        guard see(name, number, content: ContentPrint.of(record), at: place, isWhole: isWhole) else { return nil }
        for fact in try FactReader.facts(of: event, at: place) { take(fact, at: place) }
        return .event(event)
    }

    private mutating func takeDeadLetter(
        _ record: InboundRecord, _ place: Place, _ isWhole: Bool
    ) throws(ContractViolation) -> Sighting? {
        let letter = try DeadLetterNote(record)
        let name = LaneName(service: letter.service, lane: letter.lane)
        guard see(name, letter.number, content: ContentPrint.of(record), at: place, isWhole: isWhole) else {
            return nil
        }
        take(.quarantined(by: letter.service, letter.origin), at: place)
        return .deadLetter(letter)
    }
}

/// A record that was seen for the first time.
package enum Sighting: Sendable {
    case event(CloudEvent)
    case deadLetter(DeadLetterNote)
}

/// What a dead letter says of itself.
package struct DeadLetterNote: Sendable {
    /// The worker that refused the record.
    package let service: String
    /// The lane and number under which it was put aside.
    package let lane: String
    package let number: Int64
    /// Where the record was.
    package let origin: Place
    /// The class of the reason.
    package let reason: String

    /// - Throws: `ContractViolation` when it does not say where it comes from.
    package init(_ record: InboundRecord) throws(ContractViolation) {
        let headers = Dictionary(
            record.headers.map { ($0.name, $0.value.map { String(decoding: $0, as: UTF8.self) } ?? "") },
            uniquingKeysWith: { $1 })
        guard let lane = headers[DeadLetter.lane], let number = headers[DeadLetter.sequence].flatMap({ Int64($0) }),
            number > 0, let service = headers[DeadLetter.connectorName], let topic = headers[DeadLetter.topic],
            let partition = headers[DeadLetter.partition].flatMap({ Int32($0) }),
            let offset = headers[DeadLetter.offset].flatMap({ Int64($0) })
        else { throw ContractViolation(.envelope, "a dead letter that does not say where it comes from") }
        self.lane = lane
        self.number = number
        self.service = service
        origin = Place(topic: topic, partition: partition, offset: offset)
        reason = headers[DeadLetter.exceptionClass] ?? "unknown"
    }
}

/// A fingerprint of a record's bytes, good within one process: it never leaves it.
enum ContentPrint {
    static func of(_ record: InboundRecord) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(record.lane.topic)
        hasher.combine(record.key)
        add(record.value, to: &hasher)
        for header in record.headers {
            hasher.combine(header.name)
            add(header.value, to: &hasher)
        }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private static func add(_ bytes: [UInt8]?, to hasher: inout Hasher) {
        guard let bytes else { return hasher.combine(-1) }
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
