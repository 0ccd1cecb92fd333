import Contracts
import Kafka
import Logging
import Worker

/// Whether the broker in use shows a `read_committed` reader every number once.
package enum BrokerPromise {
    /// - Parameter name: what the probe calls itself on the broker; others of the same name are fenced.
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package static func hasTransactions(
        _ settings: KafkaSettings, name: String, logger: Logger
    ) throws(Fault) -> Bool {
        guard let service = Topics.services.first else { return false }
        return try TransactionProbe.run(
            settings: settings, name: name, topic: RelayNames.positionsTopic(service: service), logger: logger)
    }
}
