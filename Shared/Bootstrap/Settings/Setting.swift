import Contracts
import Worker

/// One key of the configuration: its name everywhere, its type, unit, default and range.
///
/// The name is the environment variable's; the file uses the same one, the flag is `--` and the name in lower case with
/// dashes: `DRAIN_LIMIT_SECONDS`, `--drain-limit-seconds`.
package struct Setting: Sendable, Hashable {
    /// What values it takes.
    package enum Kind: Sendable, Hashable {
        case text
        /// Never printed.
        case secret
        case number(ClosedRange<Int>)
        case choice([String])
    }

    package let name: String
    package let kind: Kind
    /// Used when the key is not given; nil: it must be given.
    package let fallback: String?
    /// What it is for, with the unit, in a line.
    package let about: String

    package init(_ name: String, _ kind: Kind, default fallback: String?, _ about: String) {
        self.name = name
        self.kind = kind
        self.fallback = fallback
        self.about = about
    }

    package var flag: String { "--" + name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined() }

    /// Whether `value` is one that the key takes.
    /// - Throws: `fatal`, naming the key and what was expected.
    package func check(_ value: String) throws(Fault) {
        switch kind {
        case .text, .secret: return
        case .number(let range):
            guard let number = Int(value), range.contains(number) else {
                throw wrong(value, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        case .choice(let words):
            guard words.contains(value) else { throw wrong(value, expected: "one of \(words.joined(separator: ", "))") }
        }
    }

    private func wrong(_ value: String, expected: String) -> Fault {
        Fault(.fatal, "configuration", "\(name) is '\(value)': expected \(expected)")
    }
}

/// Every key that a worker has. Beside them `KAFKA_<PROPERTY>` sets any property of librdkafka, dots as underscores.
package enum WorkerSettings {
    package static let configFile = Setting(
        "CONFIG_FILE", .text, default: "", "a file of KEY=VALUE lines; it wins over the environment, flags win over it")
    package static let bootstrapServers = Setting(
        "KAFKA_BOOTSTRAP_SERVERS", .text, default: nil, "brokers as host:port, several with commas")
    package static let databaseURL = Setting(
        "DATABASE_URL", .secret, default: nil,
        "postgresql://user:password@host:port/database, with any setting of libpq (sslmode=...)")
    package static let topicPrefix = Setting(
        "TOPIC_PREFIX", .text, default: "", "stands before every topic, group and transactional id")
    package static let partitions = Setting(
        "PARTITIONS", .number(1...1_000), default: "\(Topic.defaultPartitions)",
        "partitions of each topic, when topics are created")
    package static let consumerThreads = Setting(
        "CONSUMER_THREADS", .number(1...16), default: "1", "consumers in this process, each with a database connection")
    package static let batchRecords = Setting(
        "BATCH_RECORDS", .number(1...10_000), default: "1000", "most records in one transaction")
    package static let relayTransactions = Setting(
        "RELAY_TRANSACTIONS", .choice(["auto", "on", "off"]), default: "auto",
        "Kafka transactions for outgoing events; auto uses them where the broker has them")
    package static let outboxReclaim = Setting(
        "OUTBOX_RECLAIM_MILLISECONDS", .number(10...600_000), default: "30000",
        "how often the relay frees what is published, in milliseconds")
    package static let outboxRotation = Setting(
        "OUTBOX_ROTATION_SECONDS", .number(1...86_400), default: "300",
        "longest time that one partition of the outbox is written, in seconds; a full one is left before")
    package static let statementSeconds = Setting(
        "DATABASE_STATEMENT_SECONDS", .number(1...3_600), default: "60", "longest run of one statement, in seconds")
    package static let httpHost = Setting(
        "HTTP_HOST", .text, default: "0.0.0.0", "address that health and metrics are served on")
    package static let httpPort = Setting(
        "HTTP_PORT", .number(0...65_535), default: "8080",
        "port of /health/live, /health/ready and /metrics; 0 takes a free one")
    package static let logLevel = Setting(
        "LOG_LEVEL", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), default: "info",
        "least level that is logged")
    package static let logFormat = Setting(
        "LOG_FORMAT", .choice(["text", "json"]), default: "text", "text for people, json for collectors")
    package static let drainLimit = Setting(
        "DRAIN_LIMIT_SECONDS", .number(1...600), default: "25",
        "longest time from SIGTERM to exit, in seconds; keep the container's grace period above it")
    package static let crashAt = Setting(
        "CRASH_AT", .text, default: "",
        "for tests only: <point>:<k>, the process kills itself at the k-th pass of that point")

    package static let all = [
        configFile, bootstrapServers, databaseURL, topicPrefix, partitions, consumerThreads, batchRecords,
        relayTransactions, outboxReclaim, outboxRotation, statementSeconds, httpHost, httpPort, logLevel, logFormat,
        drainLimit, crashAt,
    ]
}
