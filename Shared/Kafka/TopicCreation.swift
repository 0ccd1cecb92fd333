import CRdkafkaHeaders
import Worker

/// One CreateTopics request (KIP-4).
struct TopicCreation {
    let client: KafkaClient
    let settings: KafkaSettings

    /// - Returns: the topics that were not created because somebody else had done so.
    /// - Throws: `transient` or `fatal`, naming the first topic refused.
    func run(
        _ topics: [TopicSpecification], until deadline: Deadline
    ) throws(Fault) -> [String: rd_kafka_resp_err_t] {
        // Topics are created by the controller; the embedded broker has none, and a request would wait for it.
        guard try ClusterMetadata.hasController(client, timeoutMilliseconds: deadline.remainingMilliseconds) else {
            try askForEach(topics, until: deadline)
            return [:]
        }
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
        for topic in topics { requests.append(try makeRequest(topic)) }
        let queue = rd_kafka_queue_new(client.pointer)
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        _ = withErrorText { text, size in
            rd_kafka_AdminOptions_set_request_timeout(options, deadline.timeout(), text, size)
        }
        rd_kafka_CreateTopics(client.pointer, &requests, requests.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, deadline.timeout()) else {
            throw Fault(.transient, "kafka.topics", "no answer from the broker to the creation of topics")
        }
        defer { rd_kafka_event_destroy(event) }
        return try outcome(of: event, topics, until: deadline)
    }

    private func makeRequest(_ topic: TopicSpecification) throws(Fault) -> OpaquePointer {
        let name = settings.brokerName(topic.name)
        let (request, text) = withErrorText { text, size in
            rd_kafka_NewTopic_new(
                name, Int32(clamping: topic.partitions), Int32(clamping: topic.replicationFactor), text, size)
        }
        guard let request else { throw Fault(.fatal, "kafka.topics", "\(name): \(text)") }
        for (key, value) in topic.configuration { rd_kafka_NewTopic_set_config(request, key, value) }
        return request
    }

    private func outcome(
        of event: OpaquePointer, _ topics: [TopicSpecification], until deadline: Deadline
    ) throws(Fault) -> [String: rd_kafka_resp_err_t] {
        let code = rd_kafka_event_error(event)
        if code.isUnsupported {
            try askForEach(topics, until: deadline)
            return [:]
        }
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
        if code.isError { throw Fault.kafka("kafka.topics", code, text) }
        var count = 0
        guard let result = rd_kafka_event_CreateTopics_result(event),
            let results = rd_kafka_CreateTopics_result_topics(result, &count)
        else { return [:] }
        return try failures(UnsafeBufferPointer(start: results, count: count))
    }

    private func failures(_ results: UnsafeBufferPointer<OpaquePointer?>) throws(Fault) -> [String: rd_kafka_resp_err_t]
    {
        var failures: [String: rd_kafka_resp_err_t] = [:]
        for case let result? in results {
            let code = rd_kafka_topic_result_error(result)
            guard code.isError, let name = rd_kafka_topic_result_name(result) else { continue }
            let brokerName = String(cString: name)
            guard code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else {
                let reason = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw Fault(.fatal, "kafka.topics", "\(brokerName): \(reason ?? code.sentence)", code: code.name)
            }
            failures[settings.localName(brokerName) ?? brokerName] = code
        }
        return failures
    }

    // A broker without this request may create a topic when it is asked about.
    private func askForEach(_ topics: [TopicSpecification], until deadline: Deadline) throws(Fault) {
        for topic in topics {
            let name = settings.brokerName(topic.name)
            let timeout = max(1_000, deadline.remainingMilliseconds)
            let count = try ClusterMetadata.partitionCount(of: name, client, timeoutMilliseconds: timeout)
            if let count, count != topic.partitions {
                throw Fault(
                    .fatal, "kafka.topics",
                    "\(name): this broker cannot be told the partition count and made \(count), not \(topic.partitions)"
                )
            }
        }
    }
}
