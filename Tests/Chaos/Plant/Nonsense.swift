import Contracts
import Kafka
import Logging
import Worker

/// Records that are no events, on a topic that only recall reads, which has little to publish otherwise: each becomes
/// one dead letter.
final class Nonsense {
    /// How many were sent; as many more dead letters must be there at the end.
    private(set) var sent = 0
    private let settings: KafkaSettings
    private let logger: Logger
    private var producer: PlainProducer?

    init(bootstrap: String, prefix: String, logger: Logger) {
        settings = KafkaSettings(
            bootstrapServers: bootstrap, topicPrefix: prefix, clientID: "chaos", properties: [:])
        self.logger = logger
    }

    /// - Throws: `Fault` when the broker does not take it.
    func send() throws {
        let producer = try producer ?? PlainProducer(settings: settings, logger: logger)
        self.producer = producer
        try producer.send(
            OutboundRecord(
                topic: Topic.recallNotices.name, key: Array("nonsense/\(sent)".utf8),
                value: Array("no event".utf8), headers: []))
        try producer.flush()
        sent += 1
    }
}
