import Worker

/// Whether the outgoing side uses Kafka transactions.
package enum TransactionMode: String, Sendable, CaseIterable {
    /// Transactions where the broker offers them, else an idempotent producer; which one is logged once.
    case auto
    /// Transactions, or the start fails.
    case on
    /// An idempotent producer: at least once, duplicates are recognisable by their numbers.
    case off
}

/// How to reach Kafka: the broker's address, the deployment's names, and any property of librdkafka.
package struct KafkaSettings: Sendable {
    /// `host:port`, several with commas.
    package var bootstrapServers: String
    /// Stands before every topic, group and transactional id of this deployment; empty for none.
    package var topicPrefix: String
    /// How the broker's logs and quotas name this process.
    package var clientID: String
    package var transactions: TransactionMode
    /// Properties of librdkafka by their own names; they win over the defaults of `KafkaDefaults`.
    ///
    /// - Source: CONFIGURATION.md of librdkafka.
    package var properties: [String: String]

    package init(
        bootstrapServers: String, topicPrefix: String = "", clientID: String = "backhaul",
        transactions: TransactionMode = .auto, properties: [String: String] = [:]
    ) {
        self.bootstrapServers = bootstrapServers
        self.topicPrefix = topicPrefix
        self.clientID = clientID
        self.transactions = transactions
        self.properties = properties
    }

    /// The name on the broker of a topic (or group) of this deployment.
    package func brokerName(_ name: String) -> String { topicPrefix + name }

    /// The name without the deployment's prefix; nil when the topic belongs to another deployment.
    package func localName(_ brokerName: String) -> String? {
        guard brokerName.hasPrefix(topicPrefix) else { return nil }
        return String(brokerName.dropFirst(topicPrefix.count))
    }

    /// Checks every property against librdkafka without connecting.
    ///
    /// - Throws: `fatal`, naming the property that is unknown, out of range or refused here.
    package func validate() throws(Fault) {
        for role in KafkaRole.allCases {
            try ClientConfiguration(role: role, settings: self).discard()
        }
    }
}

/// Names that the relay uses on the broker, all without the deployment's prefix.
package enum RelayNames {
    /// The topic whose partitions stand for lanes in the relay's committed positions; it never holds a record.
    package static func positionsTopic(service: String) -> String { "backhaul.positions.\(service)" }
    /// The group without members under which the positions are committed.
    package static func group(service: String) -> String { "\(service).relay" }
    /// The transactional id of a relay shard.
    package static func transactionalID(service: String, shard: Int) -> String { "\(service).relay.\(shard)" }
}
