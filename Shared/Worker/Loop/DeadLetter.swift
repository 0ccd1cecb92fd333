import Contracts

/// A record that cannot be used, on its way to the dead-letter topic: key, value and headers as they came, plus the
/// reason.
///
/// - Source: the header names are Kafka Connect's (`DeadLetterQueueReporter`), so that its tools read them;
///   `backhaul*` are ours.
package enum DeadLetter {
    package static let prefix = "__connect.errors."
    /// What a topic's name has behind it on its dead-letter topic.
    package static let topicSuffix = ".dlq"
    package static let topic = prefix + "topic"
    package static let partition = prefix + "partition"
    package static let offset = prefix + "offset"
    package static let connectorName = prefix + "connector.name"
    package static let stage = prefix + "stage"
    package static let exceptionClass = prefix + "exception.class.name"
    package static let exceptionMessage = prefix + "exception.message"
    /// The lane and number under which our worker published the dead letter.
    package static let lane = prefix + "backhaullane"
    package static let sequence = prefix + "backhaulseq"

    /// A record of a dead-letter topic with this header is no dead letter: it says what a person did about one
    /// (`replayed` or `discarded`), and has no value. Other headers that begin with `resolutionPrefix` say which one,
    /// who, when and why.
    package static let resolution = resolutionPrefix + "resolution"
    /// What all headers of such records begin with.
    package static let resolutionPrefix = "backhaul.dlq."

    /// True for a record of a dead-letter topic that tells what became of a dead letter.
    package static func isResolution(_ record: InboundRecord) -> Bool {
        record.headers.contains { $0.name == resolution }
    }

    static func record(
        for record: InboundRecord, because violation: ContractViolation, service: String, lane laneID: LaneID,
        sequence number: Int64
    ) -> OutboundRecord {
        let original = record.headers.filter { !$0.name.hasPrefix(prefix) }
        let added = [
            RecordHeader(topic, text: record.lane.topic),
            RecordHeader(partition, text: String(record.lane.partition)),
            RecordHeader(offset, text: String(record.offset)),
            RecordHeader(connectorName, text: service),
            RecordHeader(stage, text: stage(of: violation.reason)),
            RecordHeader(exceptionClass, text: violation.reason.rawValue),
            RecordHeader(exceptionMessage, text: violation.detail),
            RecordHeader(lane, text: laneID.description),
            RecordHeader(sequence, text: String(number)),
        ]
        return OutboundRecord(
            topic: record.lane.topic + topicSuffix, key: record.key, value: record.value, headers: original + added)
    }

    /// A dead letter that was put back on its topic still carries the number it had on the dead-letter topic. For the
    /// worker that refused it this number tells it from the first delivery, which is marked as applied; for other
    /// workers that read the topic the original numbers hold.
    ///
    /// - Returns: nil when the record is no replay, or a replay for another service.
    static func replay(_ record: InboundRecord, for service: String) -> (source: String, sequence: Int64)? {
        guard text(connectorName, of: record) == service, let lane = text(lane, of: record), isPlausible(lane),
            let number = text(sequence, of: record).flatMap({ Int64($0) }), number > 0
        else { return nil }
        return ("replay \(service) \(lane)", number)
    }

    /// Anyone can write these headers, and the lane becomes part of a key in the database: a NUL or a text too long for
    /// an index would be refused there together with its dead letter.
    private static func isPlausible(_ lane: String) -> Bool {
        lane.utf8.count <= CloudEvent.maxAttributeBytes && !lane.utf8.contains { $0 < 0x20 || $0 == 0x7f }
    }

    private static func text(_ name: String, of record: InboundRecord) -> String? {
        record.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func stage(of reason: ContractViolation.Reason) -> String {
        switch reason {
        case .malformed, .envelope, .schema: "VALUE_CONVERTER"
        case .unknownType, .conflict, .rule: "TASK_PUT"
        }
    }
}
