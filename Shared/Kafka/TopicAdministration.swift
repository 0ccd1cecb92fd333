import CRdkafkaHeaders
import Logging
import Worker

/// A topic to create; its name is without the deployment's prefix.
package struct TopicSpecification: Sendable, Equatable {
    package var name: String
    package var partitions: Int
    /// Topic settings of Kafka, such as `cleanup.policy` = `compact`.
    package var configuration: [String: String]
    /// -1 lets the broker choose (Kafka 2.4 and later).
    package var replicationFactor: Int

    package init(
        name: String, partitions: Int, configuration: [String: String] = [:], replicationFactor: Int = -1
    ) {
        self.name = name
        self.partitions = partitions
        self.configuration = configuration
        self.replicationFactor = replicationFactor
    }
}

/// What became of a topic that was to be created.
package enum TopicOutcome: Sendable, Equatable {
    case created
    /// It was there already.
    case exists(partitions: Int)
}

/// Where clients are told to find a broker.
package struct BrokerAddress: Sendable, Hashable {
    package let host: String
    package let port: UInt16
}

/// Creates and lists the topics of a deployment.
package final class TopicAdministration {
    private let settings: KafkaSettings
    private let client: KafkaClient

    /// - Throws: `fatal` for a wrong property.
    package init(settings: KafkaSettings, logger: Logger) throws(Fault) {
        self.settings = settings
        client = try KafkaClient(role: .administration, settings: settings, logger: logger)
    }

    /// The topics of this deployment with their partition counts, by name without the prefix.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package func list(timeoutMilliseconds: Int = 10_000) throws(Fault) -> [String: Int] {
        rd_kafka_poll(client.pointer, 0)
        let counts = try ClusterMetadata.partitionCounts(client, timeoutMilliseconds: timeoutMilliseconds)
        return Dictionary(
            uniqueKeysWithValues: counts.compactMap { name, count in settings.localName(name).map { ($0, count) } })
    }

    /// The addresses that the brokers of the cluster advertise, by their ids.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package func brokers(timeoutMilliseconds: Int = 10_000) throws(Fault) -> [Int32: BrokerAddress] {
        try ClusterMetadata.brokers(client, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Creates what is missing and changes nothing else; returns when all are to be seen.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` with the broker's reason.
    package func create(
        _ topics: [TopicSpecification], timeoutMilliseconds: Int = 30_000
    ) throws(Fault) -> [String: TopicOutcome] {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        let present = try list(timeoutMilliseconds: deadline.remainingMilliseconds)
        var outcomes: [String: TopicOutcome] = [:]
        for topic in topics { outcomes[topic.name] = present[topic.name].map { .exists(partitions: $0) } ?? .created }
        let missing = topics.filter { present[$0.name] == nil }
        guard !missing.isEmpty else { return outcomes }
        let request = TopicCreation(client: client, settings: settings)
        let failures = try request.run(missing, until: deadline)
        for (name, code) in failures where code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
            outcomes[name] = .exists(partitions: 0)
        }
        try waitUntilPresent(missing.map(\.name), timeoutMilliseconds: deadline.remainingMilliseconds)
        let now = try list()
        for (name, outcome) in outcomes where outcome == .exists(partitions: 0) {
            outcomes[name] = .exists(partitions: now[name] ?? 0)
        }
        return outcomes
    }

    /// Waits until the broker shows all of the topics.
    ///
    /// - Throws: `fatal` naming those that are missing when the time is up.
    package func waitUntilPresent(_ names: [String], timeoutMilliseconds: Int) throws(Fault) {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        while true {
            let present = try list(timeoutMilliseconds: max(1_000, deadline.remainingMilliseconds))
            let missing = names.filter { present[$0] == nil }
            if missing.isEmpty { return }
            if deadline.hasPassed { throw missingTopicsFault(missing.map { settings.brokerName($0) }) }
            rd_kafka_poll(client.pointer, deadline.timeout(atMost: 100))
        }
    }

    /// Frees the client within the time given.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }
}
