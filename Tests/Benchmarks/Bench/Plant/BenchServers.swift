import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// The database server and the broker of a run. PostgreSQL keeps its promises (fsync) and has memory as a small
/// production server would; the broker is the embedded one, or `TEST_KAFKA`.
final class BenchServers {
    private static let postgresSettings = [
        "shared_buffers=512MB", "max_wal_size=4GB", "checkpoint_timeout=15min", "work_mem=16MB",
        "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=all", "random_page_cost=1.1",
    ]

    let postgres: PrivatePostgres
    /// Nil where the broker is somebody else's.
    let broker: BrokerProcess?
    let logs: URL
    private let orphans: OrphanWatch

    /// - Throws: when a server does not come up.
    init(logs: URL) throws {
        self.logs = logs
        orphans = try OrphanWatch(folder: logs, executables: BrokerProcess.productsFolder)
        postgres = try PrivatePostgres(settings: Self.postgresSettings)
        try postgres.start()
        let isGiven = !(ProcessInfo.processInfo.environment["TEST_KAFKA"] ?? "").isEmpty
        broker = isGiven ? nil : try BrokerProcess(log: logs.appendingPathComponent("devbroker.log"))
    }

    /// The URL of a database of the server.
    func url(of database: String) -> String { "postgresql://postgres@127.0.0.1:\(postgres.port)/\(database)" }

    /// A connection of the superuser, whose statements may take as long as filling a large table does.
    func connect(_ database: String = "postgres") throws -> Connection {
        try Connection.open(
            ConnectionSettings(
                url: url(of: database), schema: "public", applicationName: "bench", limits: .migration))
    }

    /// From now on the process ends with this one at the latest.
    func tie(_ child: Int32) throws { try orphans.add(child) }

    /// Runs SQL that answers nothing.
    func execute(_ sql: String, in database: String = "postgres") throws {
        let connection = try connect(database)
        defer { connection.close() }
        try connection.execute(sql, "bench")
    }

    /// Copies a database that nobody is connected to.
    func copy(_ template: String, as name: String) throws {
        try execute("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy")
    }

    func drop(_ name: String) throws { try execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    func end() {
        broker?.stop()
        try? postgres.crash()
    }
}
