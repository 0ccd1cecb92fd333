import CRdkafkaHeaders

/// One row of a partition list, with names as on the broker.
struct PartitionEntry: Sendable {
    var topic: String
    var partition: Int32
    var offset: Int64
    var error: rd_kafka_resp_err_t
}

/// Owns a list of partitions with offsets, as many functions of librdkafka take and fill.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(capacity: Int) { pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity)) }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(topic: String, partition: Int32, offset: Int64 = PartitionList.noOffset) {
        rd_kafka_topic_partition_list_add(pointer, topic, partition).pointee.offset = offset
    }

    var entries: [PartitionEntry] { Self.entries(of: pointer) }

    /// The rows of a list that librdkafka owns.
    static func entries(of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [PartitionEntry] {
        guard let list, let elements = list.pointee.elems else { return [] }
        return UnsafeBufferPointer(start: elements, count: Int(list.pointee.cnt)).map { element in
            PartitionEntry(
                topic: element.topic.map { String(cString: $0) } ?? "", partition: element.partition,
                offset: element.offset, error: element.err)
        }
    }

    /// RD_KAFKA_OFFSET_INVALID: no position. (The C macros of offsets are not imported everywhere.)
    static let noOffset: Int64 = -1001
    /// RD_KAFKA_OFFSET_BEGINNING, also the time stamp that asks for the oldest offset.
    static let beginning: Int64 = -2
    /// RD_KAFKA_OFFSET_END, also the time stamp that asks for the next offset.
    static let end: Int64 = -1
}
