import Bootstrap
import Kafka
import Logging
import Postgres
import Telemetry
import TestSupport
import Testing
import Worker

@Suite struct WorkerConfigurationTests {
    private static let secret = "pa55-w0rd"
    private let base = [
        "KAFKA_BOOTSTRAP_SERVERS": "one:9092,two:9092",
        "DATABASE_URL": "postgresql://backhaul:\(WorkerConfigurationTests.secret)@db/backhaul",
    ]

    private func configuration(
        _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws(Fault) -> WorkerConfiguration {
        try WorkerConfiguration(
            service: "intake", arguments: arguments, environment: base.merging(environment) { $1 })
    }

    @Test func whatIsNotGivenHasItsDefault() throws {
        let configuration = try configuration()

        #expect(configuration.kafka.bootstrapServers == "one:9092,two:9092")
        #expect(configuration.kafka.clientID == "backhaul-intake")
        #expect(configuration.kafka.transactions == .auto && configuration.kafka.topicPrefix.isEmpty)
        #expect(configuration.httpPort == 8080 && configuration.drainLimitSeconds == 25)
        #expect(configuration.logLevel == .info && configuration.logFormat == .text)
        #expect(configuration.limits.batchRecords == 1_000 && configuration.consumerThreads == 1)
    }

    @Test func whatIsGivenArrives() throws {
        let configuration = try configuration(
            ["--relay-transactions", "off", "--batch-records=17"],
            ["TOPIC_PREFIX": "test.", "LOG_FORMAT": "json", "LOG_LEVEL": "trace", "KAFKA_LINGER_MS": "7"])

        #expect(configuration.kafka.transactions == .off && configuration.kafka.topicPrefix == "test.")
        #expect(configuration.kafka.properties == ["linger.ms": "7"])
        #expect(configuration.limits.batchRecords == 17)
        #expect(configuration.logLevel == .trace && configuration.logFormat == .json)
    }

    @Test func eachThreadHasASessionOfItsOwnName() throws {
        let connection = try configuration(["--database-statement-seconds", "5"]).connection("intake", role: "relay")

        #expect(connection.schema == "intake" && connection.applicationName == "backhaul-intake-relay")
        #expect(connection.limits.statementSeconds == 5)
        #expect(!"\(connection)".contains(Self.secret) && !connection.debugDescription.contains(Self.secret))
    }

    @Test(arguments: [
        ["--http-port", "x"], ["--no-such-flag", "x"], ["--database-url"], ["postgresql://u:\(secret)@db/x"],
        ["--database-uri=postgresql://u:\(secret)@db/x"], ["--kafka-no-such-property=\(secret)"],
        ["--kafka-sasl-mechanism=\(secret)x", "--kafka-sasl-password=\(secret)", "--kafka-group-id=x"],
    ])
    func noMessageShowsASecret(arguments: [String]) {
        do {
            _ = try configuration(arguments)
            Issue.record("accepted: \(arguments.count) arguments")
        } catch {
            #expect(!error.description.contains("@db"), "\(error)")
            #expect(!error.description.contains(Self.secret) || arguments[0].hasPrefix("--kafka-sasl-mech"), "\(error)")
        }
    }

    @Test func helpListsEveryKeyWithItsFlagRangeAndDefault() {
        let help = WorkerConfiguration.help(service: "intake")

        #expect(help.hasPrefix("usage: intake "))
        for setting in WorkerSettings.all {
            #expect(help.contains("  \(setting.name)") && help.contains(setting.flag), "\(setting.name)")
            #expect(help.contains(setting.about), "\(setting.name)")
        }
        #expect(help.contains("HTTP_PORT 0-65535 (default 8080)"))
        #expect(help.contains("LOG_FORMAT text|json (default text)"))
        #expect(help.contains("KAFKA_BOOTSTRAP_SERVERS (required)"))
    }

    @Test(arguments: WorkerSettings.all) func theRunbookSaysTheSameOfEveryKey(setting: Setting) throws {
        let bytes = try #require(RepositoryFiles.read("deploy/README.md"))
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let row = try #require(rows.first { $0.hasPrefix("| `\(setting.name)` |") })
        let cells = row.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }

        let (kind, range) =
            switch setting.kind {
            case .text: ("text", "")
            case .secret: ("secret", "")
            case .number(let bounds): ("number", "\(bounds.lowerBound)-\(bounds.upperBound)")
            case .choice(let words): ("word", words.joined(separator: ","))
            }
        #expect(cells[1] == kind)
        #expect(cells[2] == (setting.fallback ?? "required") || (setting.fallback == "" && cells[2] == "empty"))
        #expect(cells[3] == range || (range.isEmpty && cells[3] == "any"))
    }
}
