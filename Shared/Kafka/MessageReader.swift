import CRdkafkaHeaders
import Kernel
import Worker

/// Turns librdkafka's messages into records. One reader per consumer: it remembers the names of the topics it has met.
struct MessageReader {
    private let settings: KafkaSettings
    private var names: [OpaquePointer: String] = [:]
    private var last: (topic: OpaquePointer, lane: LaneID)?

    init(settings: KafkaSettings) { self.settings = settings }

    /// Forgets the topics' handles: they are valid as long as their partitions are assigned.
    mutating func forgetTopics() {
        names.removeAll()
        last = nil
    }

    /// The lane of a message; records of one lane mostly come in runs.
    mutating func lane(of message: rd_kafka_message_t) -> LaneID? {
        guard let topic = message.rkt else { return nil }
        if let last, last.topic == topic, last.lane.partition == message.partition { return last.lane }
        guard let name = names[topic] ?? localName(of: topic) else { return nil }
        names[topic] = name
        let lane = LaneID(name, message.partition)
        last = (topic, lane)
        return lane
    }

    private func localName(of topic: OpaquePointer) -> String? {
        rd_kafka_topic_name(topic).flatMap { settings.localName(String(cString: $0)) }
    }

    /// A copy of the record in a message that carries no error.
    static func record(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, lane: LaneID
    ) -> InboundRecord {
        InboundRecord(
            lane: lane, offset: message.pointee.offset, timestamp: timestamp(of: message),
            key: bytes(message.pointee.key, message.pointee.key_len),
            value: bytes(message.pointee.payload, message.pointee.len), headers: headers(of: message))
    }

    private static func timestamp(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Instant? {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &type)
        guard milliseconds >= 0, type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE else { return nil }
        // A writer may claim any time; one beyond the range of microseconds is as good as none.
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? nil : Instant(microseconds: microseconds)
    }

    private static func headers(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [RecordHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        let count = rd_kafka_header_cnt(list)
        var headers: [RecordHeader] = []
        headers.reserveCapacity(count)
        for index in 0..<count {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            guard !rd_kafka_header_get_all(list, index, &name, &value, &size).isError, let name else { continue }
            headers.append(RecordHeader(String(cString: name), bytes(value, size)))
        }
        return headers
    }

    private static func bytes(_ pointer: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        pointer.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }
}
