import CRdkafkaHeaders
import Worker

/// What the broker knows of its topics.
enum ClusterMetadata {
    /// The partition count of every topic, by its name on the broker. Creates nothing.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    static func partitionCounts(_ client: KafkaClient, timeoutMilliseconds: Int) throws(Fault) -> [String: Int] {
        try read(client, topic: nil, timeoutMilliseconds)
    }

    /// Asks for one topic by name; a broker that creates topics on request creates it then.
    static func partitionCount(
        of brokerName: String, _ client: KafkaClient, timeoutMilliseconds: Int
    ) throws(Fault) -> Int? {
        guard let topic = client.topic(brokerName) else { return nil }
        return try read(client, topic: topic, timeoutMilliseconds)[brokerName]
    }

    private static func read(
        _ client: KafkaClient, topic: OpaquePointer?, _ timeoutMilliseconds: Int
    ) throws(Fault) -> [String: Int] {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(
            client.pointer, topic == nil ? 1 : 0, topic, &answer, Int32(clamping: timeoutMilliseconds))
        guard !code.isError, let answer else {
            throw Fault.kafka("kafka.metadata", code, "no answer from the broker about its topics: \(code.sentence)")
        }
        defer { rd_kafka_metadata_destroy(answer) }
        client.context.brokersAnswer()
        var counts: [String: Int] = [:]
        for topic in UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt)) {
            guard !topic.err.isError, let name = topic.topic else { continue }
            counts[String(cString: name)] = Int(topic.partition_cnt)
        }
        return counts
    }
}

/// The message for a person about topics that are not there.
func missingTopicsFault(_ missing: [String]) -> Fault {
    Fault(
        .fatal, "kafka.topics",
        "missing on the broker: \(missing.sorted().joined(separator: ", ")); create them with `backhaul topics create`")
}
