import Kafka
import Logging
import Postgres
import Telemetry
import Worker

/// Everything a worker process is told from outside, read once and checked before anything starts.
package struct WorkerConfiguration: Sendable {
    package let kafka: KafkaSettings
    package let databaseURL: String
    package let statementSeconds: Int
    package let consumerThreads: Int
    package let limits: WorkerLimits
    /// When the outbox moves on to its next partition.
    package let outboxRotation: OutboxRotation
    package let httpHost: String
    package let httpPort: Int
    package let logLevel: Logger.Level
    package let logFormat: LogFormat
    package let drainLimitSeconds: Int
    /// Where the process is to kill itself; nil in every real deployment.
    package let crashPlan: CrashPlan?

    /// - Throws: `fatal`, naming the key that is missing, unknown or wrong.
    package init(service: String, arguments: [String], environment: [String: String]) throws(Fault) {
        let keys = WorkerSettings.all
        let reader = try SettingsReader(keys, arguments: arguments, environment: environment)
        kafka = KafkaSettings(
            bootstrapServers: try reader.text(WorkerSettings.bootstrapServers),
            topicPrefix: try reader.text(WorkerSettings.topicPrefix), clientID: "backhaul-\(service)",
            transactions: TransactionMode(rawValue: try reader.text(WorkerSettings.relayTransactions)) ?? .auto,
            properties: reader.kafkaProperties(keys))
        databaseURL = try reader.text(WorkerSettings.databaseURL)
        statementSeconds = try reader.number(WorkerSettings.statementSeconds)
        consumerThreads = try reader.number(WorkerSettings.consumerThreads)
        var limits = WorkerLimits()
        limits.batchRecords = try reader.number(WorkerSettings.batchRecords)
        limits.reclaimMilliseconds = try reader.number(WorkerSettings.outboxReclaim)
        self.limits = limits
        outboxRotation = OutboxRotation(maxSeconds: Int64(try reader.number(WorkerSettings.outboxRotation)))
        httpHost = try reader.text(WorkerSettings.httpHost)
        httpPort = try reader.number(WorkerSettings.httpPort)
        logLevel = Logger.Level(rawValue: try reader.text(WorkerSettings.logLevel)) ?? .info
        logFormat = LogFormat(rawValue: try reader.text(WorkerSettings.logFormat)) ?? .text
        drainLimitSeconds = try reader.number(WorkerSettings.drainLimit)
        crashPlan = try CrashArming.plan(reader)
        _ = try reader.number(WorkerSettings.partitions)
        try kafka.validate()
    }

    /// The session of one thread of this worker.
    package func connection(_ service: String, role: String) -> ConnectionSettings {
        ConnectionSettings(
            url: databaseURL, schema: service, applicationName: "backhaul-\(service)-\(role)",
            limits: SessionLimits(statementSeconds: statementSeconds))
    }

    /// What `--help` prints: every key with its flag, range, default and meaning.
    package static func help(service: String) -> String {
        var text =
            "usage: \(service) [--key value ...]\n\n"
            + "Every key is an environment variable, a line of CONFIG_FILE, or a flag; "
        text +=
            "flags win over the file,\nthe file over the environment. KAFKA_<PROPERTY> sets any librdkafka property "
        text += "(dots as underscores).\n\n"
        for setting in WorkerSettings.all {
            let range: String
            switch setting.kind {
            case .number(let bounds): range = " \(bounds.lowerBound)-\(bounds.upperBound)"
            case .choice(let words): range = " " + words.joined(separator: "|")
            case .text, .secret: range = ""
            }
            let fallback = setting.fallback.map { $0.isEmpty ? "" : " (default \($0))" } ?? " (required)"
            text += "  \(setting.name)\(range)\(fallback)\n      \(setting.about); \(setting.flag)\n"
        }
        return text
    }
}
