import CRdkafka
import CRdkafkaHeaders
import Worker

/// Puts records into a producer's queue; full queues are waited for, with a limit.
struct RecordWriter: Sendable {
    let client: KafkaClient
    let settings: KafkaSettings

    /// - Parameter partition: where to; by the key's hash when nil.
    /// - Returns: no error, `_QUEUE_FULL` when the deadline passed, or what librdkafka says of this record.
    func write(_ record: OutboundRecord, partition: Int32? = nil, until deadline: Deadline) -> rd_kafka_resp_err_t {
        guard let topic = client.topic(settings.brokerName(record.topic)) else { return rd_kafka_last_error() }
        while true {
            let code = enqueue(record, topic, partition ?? Self.byKey)
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, !deadline.hasPassed else { return code }
            // Serving delivery reports is what makes room.
            rd_kafka_poll(client.pointer, deadline.timeout(atMost: 20))
        }
    }

    /// RD_KAFKA_PARTITION_UA: the partitioner decides.
    private static let byKey: Int32 = -1

    private func enqueue(_ record: OutboundRecord, _ topic: OpaquePointer, _ partition: Int32) -> rd_kafka_resp_err_t {
        let headers = makeHeaders(record.headers)
        let code = withBytes(record.key) { key, keyLength in
            withBytes(record.value) { value, valueLength in
                backhaul_kafka_produce(
                    UnsafeMutableRawPointer(client.pointer), UnsafeMutableRawPointer(topic), partition,
                    key, keyLength, value, valueLength, headers.map { UnsafeMutableRawPointer($0) })
            }
        }
        if code != 0, let headers { rd_kafka_headers_destroy(headers) }
        return rd_kafka_resp_err_t(code)
    }

    private func makeHeaders(_ headers: [RecordHeader]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            var name = header.name
            name.withUTF8 { name in
                _ = name.withMemoryRebound(to: CChar.self) { name in
                    withBytes(header.value) { value, length in
                        rd_kafka_header_add(list, name.baseAddress, name.count, value, Int(max(0, length)))
                    }
                }
            }
        }
        return list
    }
}

/// The bytes for a C function: nil and -1 is Kafka's null, an empty array is a valid pointer and 0.
private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int64) -> Result) -> Result {
    guard let bytes else { return body(nil, -1) }
    guard !bytes.isEmpty else { return withUnsafePointer(to: UInt8(0)) { body(UnsafeRawPointer($0), 0) } }
    return bytes.withUnsafeBytes { body($0.baseAddress, Int64($0.count)) }
}
