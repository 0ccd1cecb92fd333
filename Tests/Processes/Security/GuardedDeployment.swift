import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// Every worker and the judge under a role of its own, over TLS, at the most talkative log level.
final class GuardedDeployment {
    let deployment: Deployment
    let database: GuardedDatabase
    private(set) var programs: [(name: String, program: Program)] = []

    /// - Throws: when a server is missing.
    init() throws {
        deployment = try Deployment(partitions: 2)
        database = try GuardedDatabase.shared.get()
    }

    /// Secrets that nothing asks for here, but that every process knows.
    static let secrets = [
        "KAFKA_SASL_USERNAME": "backhaul", "KAFKA_SASL_PASSWORD": Marker.saslPassword,
        "KAFKA_SSL_KEY_PASSWORD": Marker.saslPassword, "LOG_LEVEL": "trace",
    ]

    func start() throws {
        for role in GuardedDatabase.roles {
            let settings = Self.secrets.merging(["DATABASE_URL": database.url(role)]) { $1 }
            programs.append((role, try deployment.start(role, settings)))
        }
    }

    /// Runs the tool under a role.
    func tool(_ role: String, _ arguments: String...) throws -> Program.Outcome {
        try deployment.tool(arguments, Self.secrets.merging(["DATABASE_URL": database.url(role)]) { $1 })
    }

    /// Waits until every worker has read the records that there are now on its inputs.
    func waitUntilAllIsRead() throws {
        let lanes = Deployment.inputs.flatMap { topic in (0..<Int32(2)).map { LaneID(topic.name, $0) } }
        let watermarks = try TopicWatermarks(settings: deployment.kafka.settings, logger: deployment.kafka.logger)
        defer { watermarks.close() }
        let marks = try watermarks.read(lanes: lanes)
        let connection = try database.open(SecurePostgres.superuser)
        defer { connection.close() }
        let deadline = Date(timeIntervalSinceNow: 90)
        for worker in Deployment.workers {
            while let behind = try behind(worker, marks, connection) {
                guard Date() < deadline else { throw ServerUnavailable("\(worker) does not get on with \(behind)") }
            }
        }
    }

    private func behind(_ worker: String, _ marks: [LaneID: Watermarks], _ connection: Connection) throws -> LaneID? {
        let rows = try connection.run(
            Statement(
                "test.\(worker).offsets",
                """
                SELECT topic, part, next_offset FROM pg_sleep(0.05), \(worker).consumer_offset
                WHERE next_offset IS NOT NULL
                """))
        for row in 0..<rows.count {
            let lane = LaneID(rows.text(row, 0), Int32(rows.int(row, 1)))
            if let mark = marks[lane], rows.int(row, 2) < mark.high { return lane }
        }
        return nil
    }

    /// What all of them say of themselves: log, probes, metrics. By what said it.
    func said() throws -> [String: String] {
        var texts: [String: String] = [:]
        for (name, program) in programs {
            texts["\(name) log"] = program.errorText
            let port = try program.httpPort()
            for path in ["/health/live", "/health/ready", "/metrics", "/\(Marker.value)"] {
                let answer = try HTTPClient.answer(path, port)
                texts["\(name) \(path)"] = answer.head + "\n" + answer.body
            }
        }
        return texts
    }

    /// Ends all in good order.
    ///
    /// - Returns: those that did not end well.
    func stop() throws -> [String] {
        for (_, program) in programs { program.terminate() }
        return try programs.filter { try $0.program.wait(limitSeconds: 60).status != 0 }.map(\.name)
    }
}
