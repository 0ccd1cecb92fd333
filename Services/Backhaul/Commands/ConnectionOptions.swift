import ArgumentParser
import Bootstrap
import FoundationEssentials
import Kafka
import Logging
import Telemetry
import Worker

/// Which broker.
struct KafkaOptions: ParsableArguments {
    @Option(help: "Brokers as host:port, several with commas (KAFKA_BOOTSTRAP_SERVERS).")
    var kafka: String?

    @Option(help: "Stands before every topic and group (TOPIC_PREFIX).")
    var topicPrefix: String?

    /// - Throws: `fatal` when no broker is named or a property is unknown.
    func settings(clientID: String = "backhaul-tool") throws(Fault) -> KafkaSettings {
        let reader = try EnvironmentKeys.reader(
            overriding: [WorkerSettings.bootstrapServers: kafka, WorkerSettings.topicPrefix: topicPrefix])
        let settings = KafkaSettings(
            bootstrapServers: try reader.text(WorkerSettings.bootstrapServers),
            topicPrefix: try reader.text(WorkerSettings.topicPrefix), clientID: clientID,
            transactions: TransactionMode(rawValue: try reader.text(WorkerSettings.relayTransactions)) ?? .auto,
            properties: reader.kafkaProperties(WorkerSettings.all))
        try settings.validate()
        return settings
    }
}

/// Which database.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "postgresql://user:password@host:port/database (DATABASE_URL).")
    var database: String?

    /// - Throws: `fatal` when no database is named.
    func url() throws(Fault) -> String {
        try EnvironmentKeys.reader(overriding: [WorkerSettings.databaseURL: database]).text(WorkerSettings.databaseURL)
    }
}

/// The workers' keys as this tool reads them: flags of its own, then the environment.
enum EnvironmentKeys {
    static func reader(overriding flags: [Setting: String?]) throws(Fault) -> SettingsReader {
        var arguments: [String] = []
        for (setting, value) in flags { if let value { arguments.append("\(setting.flag)=\(value)") } }
        return try SettingsReader(
            WorkerSettings.all, arguments: arguments, environment: ProcessInfo.processInfo.environment)
    }
}

/// Diagnostics of this tool go to standard error; what was asked for goes to standard output.
enum ToolLog {
    static let logger = Logger(label: "backhaul") { LineLogHandler(label: $0, level: .warning, format: .text) }
}

/// Faults are shown as one line, and the tool exits with 1.
func explained<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let fault as Fault { throw CleanFailure(message: fault.description) }
}

/// One line for a person, without the usage text.
struct CleanFailure: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
