import CRdkafkaHeaders
import Worker

/// Reads the offsets that a group has committed, whoever its members are.
enum CommittedOffsets {
    /// - Parameter client: a consumer client whose `group.id` is the group asked about.
    /// - Returns: the offset of each partition that has one, by its place in `partitions`.
    /// - Throws: `transient` while the coordinator is away or an offset is in an open transaction; `fatal` without
    ///   access.
    static func read(
        _ client: KafkaClient, _ partitions: [(topic: String, partition: Int32)], timeoutMilliseconds: Int
    ) throws(Fault) -> [Int: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = PartitionList(capacity: partitions.count)
        for entry in partitions { list.add(topic: entry.topic, partition: entry.partition) }
        let code = rd_kafka_committed(client.pointer, list.pointer, Int32(clamping: timeoutMilliseconds))
        // A group that never committed may be unknown: that is no position, not an error.
        if code == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND { return [:] }
        if code.isError { throw Fault.kafka("kafka.committed", code) }
        var offsets: [Int: Int64] = [:]
        for (index, entry) in list.entries.enumerated() {
            if entry.error.isError && entry.error != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND {
                throw Fault.kafka("kafka.committed", entry.error, "\(entry.topic): \(entry.error.sentence)")
            }
            if !entry.error.isError && entry.offset >= 0 { offsets[index] = entry.offset }
        }
        return offsets
    }
}
