import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// One deployment of a measure: topics under a prefix of their own, a database of its own, and the workers on them.
final class Deployment {
    static let services = ["intake", "grading", "disposition", "recall"]

    let servers: BenchServers
    let kafka: TestKafka
    let database: String
    private(set) var workers: [MeteredProcess] = []

    /// - Parameters:
    ///   - database: one that is there, migrated; dropped at the end.
    ///   - partitions: of each topic that is read or written.
    init(_ servers: BenchServers, database: String, partitions: Int) throws {
        self.servers = servers
        self.database = database
        kafka = try TestKafka(broker: servers.broker)
        var topics = Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0.name, partitions) })
        for topic in Topic.read { topics[topic.deadLetterName] = partitions }
        for service in Self.services { topics[RelayNames.positionsTopic(service: service)] = 20 * partitions }
        try kafka.create(topics)
    }

    /// A deployment on a new, migrated database.
    static func empty(_ servers: BenchServers, database: String, partitions: Int) throws -> Deployment {
        try servers.execute("CREATE DATABASE \(database)")
        let migration = try Program("backhaul", ["migrate", "--database", servers.url(of: database)])
        let outcome = try migration.wait(limitSeconds: 60)
        guard outcome.status == 0 else { throw RunError("backhaul migrate failed: \(outcome.errors)") }
        try servers.execute("CREATE EXTENSION pg_stat_statements", in: database)
        return try Deployment(servers, database: database, partitions: partitions)
    }

    /// Starts a worker.
    @discardableResult
    func start(_ service: String, _ settings: [String: String] = [:]) throws -> MeteredProcess {
        let environment = [
            "KAFKA_BOOTSTRAP_SERVERS": kafka.settings.bootstrapServers, "TOPIC_PREFIX": kafka.settings.topicPrefix,
            "DATABASE_URL": servers.url(of: database), "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0",
            "KAFKA_SESSION_TIMEOUT_MS": "6000",
        ].merging(settings) { $1 }
        return try start(service, executable: service, [], environment)
    }

    /// Starts a program of this package.
    ///
    /// - Parameter output: standard output goes here instead of the log.
    @discardableResult
    func start(
        _ name: String, executable: String, _ arguments: [String], _ environment: [String: String] = [:],
        output: FileHandle? = nil
    ) throws -> MeteredProcess {
        let child = try Child(
            name: name, executable: BrokerProcess.productsFolder.appendingPathComponent(executable),
            arguments: arguments, environment: environment,
            log: servers.logs.appendingPathComponent("\(database)-\(name)-\(workers.count).log"), output: output)
        try servers.tie(child.pid)
        let worker = MeteredProcess(child)
        workers.append(worker)
        return worker
    }

    /// Notes what the workers have used.
    ///
    /// - Returns: seconds of processor time of all of them.
    @discardableResult
    func lookAtWorkers() -> Double {
        for worker in workers { worker.look() }
        return workers.reduce(0) { $0 + $1.cpuSeconds }
    }

    /// How far a service is; see `Progress`.
    func gauge(_ service: String) throws -> ProgressGauge {
        try ProgressGauge(servers.connect(database), service: service)
    }

    /// Ends the workers in good order.
    func stopWorkers() throws {
        for worker in workers { try worker.stop() }
        workers = []
    }

    /// Ends all processes, in whatever state they are.
    func kill() {
        for worker in workers { worker.kill() }
        workers = []
    }

    /// Ends everything, in whatever state it is, and drops the database.
    func end() {
        kill()
        try? servers.drop(database)
    }
}
