import Contracts
import Foundation
import Kafka
import TestSupport
import Worker

/// Topics and a database for real workers, both empty at first.
struct Deployment {
    static let workers = ["intake", "grading", "disposition", "recall"]

    let kafka: TestKafka
    let database: FreshDatabase

    /// - Parameters:
    ///   - partitions: of each topic.
    ///   - broker: the one that all tests share when nil.
    init(partitions: Int = 2, kafka broker: TestKafka? = nil) throws {
        kafka = try broker ?? TestKafka()
        var topics: [String: Int] = [:]
        for topic in Topic.allCases { topics[topic.name] = partitions }
        for input in Self.inputs { topics[input.deadLetterName] = partitions }
        for worker in Self.workers { topics[RelayNames.positionsTopic(service: worker)] = 64 }
        try kafka.create(topics)
        database = try FreshDatabase()
        _ = try Program("backhaul", ["migrate", "--database", database.url]).wait(limitSeconds: 60)
    }

    /// Topics that some worker reads.
    static let inputs = Topic.read

    func start(_ worker: String) throws -> Program { try start(worker, [:]) }

    /// - Parameter others: settings that win over those of the deployment.
    func start(_ worker: String, _ others: [String: String]) throws -> Program {
        let fixed = ["HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", "KAFKA_SESSION_TIMEOUT_MS": "6000"]
        return try Program(worker, environment: environment.merging(fixed) { $1 }.merging(others) { $1 })
    }

    /// Runs the operators' tool to its end.
    func tool(_ arguments: String...) throws -> Program.Outcome { try tool(arguments) }

    /// - Parameter others: settings that win over those of the deployment.
    func tool(_ arguments: [String], _ others: [String: String] = [:]) throws -> Program.Outcome {
        try Program("backhaul", arguments, environment: environment.merging(others) { $1 }).wait(limitSeconds: 60)
    }

    private var environment: [String: String] {
        [
            "KAFKA_BOOTSTRAP_SERVERS": kafka.settings.bootstrapServers, "TOPIC_PREFIX": kafka.settings.topicPrefix,
            "DATABASE_URL": database.url, "USER": "tester", "LOGNAME": "tester",
        ]
    }

    /// Reads topics along until what was read is enough, or the time is up.
    func read(
        _ topics: [String], within seconds: Int = 60, until isEnough: ([InboundRecord]) -> Bool
    ) throws -> [InboundRecord] {
        let reader = try TopicReader(settings: kafka.settings, topics: topics, logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var records: [InboundRecord] = []
        let end = Date() + TimeInterval(seconds)
        while !isEnough(records), Date() < end {
            records += try reader.poll(maxRecords: 1_000, waitMilliseconds: 200)
        }
        return records
    }
}
