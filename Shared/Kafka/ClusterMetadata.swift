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

    /// Makes sure that the topics exist, and that the client knows their leaders at once.
    ///
    /// Without the second look a topic's first record, in or out, waits for half a second or more. Handles are made
    /// after the first one only, because asking about a missing topic by name may create it.
    /// - Throws: `fatal` naming the topics that are missing; else as `partitionCounts`.
    static func require(
        _ brokerNames: [String], _ client: KafkaClient, timeoutMilliseconds: Int
    ) throws(Fault) -> [String: Int] {
        let counts = try partitionCounts(client, timeoutMilliseconds: timeoutMilliseconds)
        let missing = brokerNames.filter { counts[$0] == nil }
        if !missing.isEmpty { throw missingTopicsFault(missing) }
        for name in brokerNames { _ = client.topic(name) }
        return try partitionCounts(client, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Asks for one topic by name; a broker that creates topics on request creates it then.
    static func partitionCount(
        of brokerName: String, _ client: KafkaClient, timeoutMilliseconds: Int
    ) throws(Fault) -> Int? {
        guard let topic = client.topic(brokerName) else { return nil }
        return try read(client, topic: topic, timeoutMilliseconds)[brokerName]
    }

    /// Whether one of the brokers is the controller, which alone creates topics.
    static func hasController(_ client: KafkaClient, timeoutMilliseconds: Int) throws(Fault) -> Bool {
        let answer = try request(client, topic: nil, timeoutMilliseconds)
        defer { rd_kafka_metadata_destroy(answer) }
        let controller = rd_kafka_controllerid(client.pointer, 1_000)
        return UnsafeBufferPointer(start: answer.pointee.brokers, count: Int(answer.pointee.broker_cnt))
            .contains { $0.id == controller }
    }

    /// Where the brokers say that they are, by their ids.
    static func brokers(_ client: KafkaClient, timeoutMilliseconds: Int) throws(Fault) -> [Int32: BrokerAddress] {
        let answer = try request(client, topic: nil, timeoutMilliseconds)
        defer { rd_kafka_metadata_destroy(answer) }
        var brokers: [Int32: BrokerAddress] = [:]
        for broker in UnsafeBufferPointer(start: answer.pointee.brokers, count: Int(answer.pointee.broker_cnt)) {
            guard let host = broker.host else { continue }
            brokers[broker.id] = BrokerAddress(host: String(cString: host), port: UInt16(clamping: broker.port))
        }
        return brokers
    }

    private static func read(
        _ client: KafkaClient, topic: OpaquePointer?, _ timeoutMilliseconds: Int
    ) throws(Fault) -> [String: Int] {
        let answer = try request(client, topic: topic, timeoutMilliseconds)
        defer { rd_kafka_metadata_destroy(answer) }
        var counts: [String: Int] = [:]
        for topic in UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt)) {
            guard !topic.err.isError, let name = topic.topic else { continue }
            counts[String(cString: name)] = Int(topic.partition_cnt)
        }
        return counts
    }

    private static func request(
        _ client: KafkaClient, topic: OpaquePointer?, _ timeoutMilliseconds: Int
    ) throws(Fault) -> UnsafePointer<rd_kafka_metadata> {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(
            client.pointer, topic == nil ? 1 : 0, topic, &answer, Int32(clamping: timeoutMilliseconds))
        guard !code.isError, let answer else {
            if let refusal = client.refusal() { throw refusal }
            throw Fault.kafka("kafka.metadata", code, "no answer from the broker about its topics: \(code.sentence)")
        }
        client.context.brokersAnswer()
        return answer
    }
}

/// The message for a person about topics that are not there.
func missingTopicsFault(_ missing: [String]) -> Fault {
    Fault(
        .fatal, "kafka.topics",
        "missing on the broker: \(missing.sorted().joined(separator: ", ")); create them with `backhaul topics create`")
}
