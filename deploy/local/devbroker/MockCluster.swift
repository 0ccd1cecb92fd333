import CRdkafkaMock

/// Owns the mock cluster and the client that it lives in.
struct MockCluster {
    /// `127.0.0.1:port`, several with commas. The ports are free ones that the system chose.
    let bootstrap: String
    private let cluster: OpaquePointer

    /// Why a request was refused.
    struct Refusal: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    init(brokers: Int) throws {
        let configuration = rd_kafka_conf_new()
        // The client itself never connects: what it would say of that is of no use to anybody.
        rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0),
            let cluster = rd_kafka_mock_cluster_new(client, Int32(brokers)),
            let address = rd_kafka_mock_cluster_bootstraps(cluster)
        else { throw Refusal("the cluster could not be made") }
        self.cluster = cluster
        ListeningSockets.answerAtOnce()
        bootstrap = String(cString: address)
    }

    /// Carries out one request line.
    func apply(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap { Int32($0) }
        switch (words.first, words.count) {
        case ("create", 3) where numbers.last.map { $0 > 0 } ?? false:
            try check(rd_kafka_mock_topic_create(cluster, words[1], numbers[numbers.count - 1], 1))
        case ("error", 4) where numbers.count == 3 && numbers[2] > 0:
            var codes = Array(repeating: rd_kafka_resp_err_t(numbers[1]), count: Int(numbers[2]))
            rd_kafka_mock_push_request_errors_array(cluster, Int16(clamping: numbers[0]), codes.count, &codes)
        case ("clear", 2) where numbers.count == 1:
            rd_kafka_mock_clear_request_errors(cluster, Int16(clamping: numbers[0]))
        case ("coordinator", 3) where numbers.last.map { $0 > 0 } ?? false:
            try check(rd_kafka_mock_coordinator_set(cluster, "group", words[1], numbers[numbers.count - 1]))
        case ("down", 2) where numbers.count == 1: try check(rd_kafka_mock_broker_set_down(cluster, numbers[0]))
        case ("up", 2) where numbers.count == 1: try check(rd_kafka_mock_broker_set_up(cluster, numbers[0]))
        case ("without", 2) where numbers.count == 1:
            try check(rd_kafka_mock_set_apiversion(cluster, Int16(clamping: numbers[0]), -1, -1))
        case ("rtt", 3) where numbers.count == 2:
            try check(rd_kafka_mock_broker_set_rtt(cluster, numbers[0], numbers[1]))
        default: throw Refusal("not a request: \(line)")
        }
    }

    private func check(_ code: rd_kafka_resp_err_t) throws {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw Refusal(rd_kafka_err2str(code).map { String(cString: $0) } ?? "code \(code.rawValue)")
    }
}
