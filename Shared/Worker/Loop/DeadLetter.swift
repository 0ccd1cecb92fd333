import Contracts

/// A record that cannot be used, on its way to the dead-letter topic: key, value and headers as they came, plus the reason.
///
/// - Source: the header names are Kafka Connect's (`DeadLetterQueueReporter`), so that its tools read them; `backhaul*` are ours.
package enum DeadLetter {
    package static let prefix = "__connect.errors."
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
            topic: record.lane.topic + ".dlq", key: record.key, value: record.value, headers: original + added)
    }

    private static func stage(of reason: ContractViolation.Reason) -> String {
        switch reason {
        case .malformed, .envelope, .schema: "VALUE_CONVERTER"
        case .unknownType, .conflict, .rule: "TASK_PUT"
        }
    }
}
