/// What a client is for; each has its own defaults.
enum KafkaRole: CaseIterable, Sendable {
    /// Member of a worker's group.
    case consumer
    /// Reads whole topics without a group.
    case reader
    /// Publishes outside transactions.
    case producer
    /// Publishes a relay shard.
    case transactionalProducer
    /// Asks for metadata, creates topics, reads committed positions.
    case administration

    var isConsumer: Bool { self == .consumer || self == .reader }
    var isProducer: Bool { self == .producer || self == .transactionalProducer }
}

/// What topics that workers write to must take.
package enum KafkaLimits {
    /// The largest record that a worker publishes: `max.message.bytes` of its output and dead-letter topics. Our
    /// largest event is the decision on a return of 1,000 lines with long ids; a dead letter is larger than its record.
    package static let messageBytes = 8 << 20
}

/// The properties this product sets, each with its reason. Everything else is librdkafka's own default.
enum KafkaDefaults {
    static func properties(for role: KafkaRole) -> [(name: String, value: String)] {
        shared + (role.isConsumer ? consuming : []) + (role.isProducer ? producing : []) + own(role)
    }

    private static let shared = [
        // On by default before 2.10.0; it delays small requests by up to 40 ms.
        ("socket.nagle.disable", "true"),
        // A restarted or moved broker is noticed within half a minute, not five.
        ("topic.metadata.refresh.interval.ms", "30000"),
        ("reconnect.backoff.max.ms", "5000"),
    ]

    private static let consuming = [
        // Positions live in the database; Kafka's copy serves lag tools only.
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        // An offset that fell off the log stops its lane; reading from the oldest record is asked for explicitly.
        ("auto.offset.reset", "error"),
        ("isolation.level", "read_committed"),
        ("fetch.wait.max.ms", "50"),
        // Prefetch. The bounds hold for the one queue that all partitions feed; memory is this, a fetch under way and
        // some 700 bytes a record. Much lower costs speed: once the queue is full, 2.0.2 looks again
        // half a second later on average, so a queue that is emptied sooner waits (measured: 8 MiB 20,000 records of
        // 1 kB a second, 64 MiB 150,000). Back-pressure is not polling: at the bound fetching stops by itself.
        ("queued.max.messages.kbytes", "12288"),
        ("fetch.message.max.bytes", "1048576"),
        ("fetch.max.bytes", "8388608"),
        ("check.crcs", "true"),
    ]

    /// Properties of later releases; they are left out where librdkafka does not know them.
    static func laterProperties(for role: KafkaRole) -> [(name: String, value: String)] {
        // From 2.2.0 on the wait for room in the prefetch queue is a setting, a second by default.
        role.isConsumer ? [("fetch.queue.backoff.ms", "50")] : []
    }

    private static let producing = [
        ("enable.idempotence", "true"),
        ("acks", "all"),
        // A commit or flush overrides it; it matters for a trickle of single records only.
        ("linger.ms", "5"),
        ("compression.type", "lz4"),
        // A dead letter is its record and some hundred bytes of headers: one as large as a platform may send would not
        // go out at librdkafka's own limit (1,000,000), and the relay would stop for good.
        ("message.max.bytes", String(KafkaLimits.messageBytes)),
        // The hash of Java clients, so that platforms' records and ours of one key share a partition number.
        ("partitioner", "murmur2_random"),
        // The records of one batch of many lanes fit; more waits in the database, not in memory.
        ("queue.buffering.max.messages", "50000"),
        ("queue.buffering.max.kbytes", "32768"),
    ]

    private static func own(_ role: KafkaRole) -> [(name: String, value: String)] {
        switch role {
        case .consumer:
            // Cooperative-sticky aborts on an assertion in 2.0.2; range keeps co-partitioned topics together.
            [
                ("partition.assignment.strategy", "range"),
                // A killed member's lanes go to the others within ten seconds, not 45.
                ("session.timeout.ms", "10000"),
                // Also how long a rebalance waits for a member that does not come back, where the broker does not look
                // at sessions meanwhile. A batch that takes longer is still safe: its lanes are compared under lock.
                ("max.poll.interval.ms", "60000"),
                // A worker takes some 8,000 a second, so the queue lasts for longer than it takes to look again; with
                // 30,000 a worker held 20 MB more.
                ("queued.min.messages", "12000"),
            ]
        case .reader: [("enable.partition.eof", "true"), ("queued.min.messages", "30000")]
        case .transactionalProducer:
            // A killed relay's open transaction holds back read_committed readers no longer than this.
            [("transaction.timeout.ms", "10000")]
        case .producer: [("message.timeout.ms", "30000")]
        case .administration: [("isolation.level", "read_committed"), ("enable.auto.commit", "false")]
        }
    }
}

/// Properties that would break a promise, with the reason a person is told.
enum RefusedProperties {
    /// - Returns: why `value` may not be set for `name`; nil when it may.
    static func reason(name: String, value: String) -> String? {
        switch name {
        case "enable.auto.commit", "enable.auto.offset.store":
            value == "true" ? "positions are kept in the database" : nil
        case "partition.assignment.strategy":
            value.contains("cooperative") ? "librdkafka before 2.10 fails on cooperative assignment; use range" : nil
        case "isolation.level":
            value == "read_uncommitted" ? "records of aborted transactions would be applied" : nil
        case "auto.offset.reset":
            value == "error" ? nil : "records would be skipped or repeated without a word; start positions are explicit"
        case "transactional.id", "group.id", "bootstrap.servers", "metadata.broker.list", "client.id":
            "it follows from the service's own settings"
        default: nil
        }
    }
}
