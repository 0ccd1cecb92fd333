import Foundation
import Postgres
import TestSupport
import Worker

/// Notes what every process of a deployment has used, again and again, so that the use up to a moment can be told
/// later, when it is known which moment counts.
final class ChainMeter {
    /// What was used until a moment.
    struct Reading {
        /// Microseconds since 1970.
        var at: Int64 = 0
        /// Processor seconds of each worker and the world, and of `postgres` and `broker`.
        var seconds: [String: Double] = [:]
        var walBytes: Int64 = 0
    }

    private let deployment: Deployment
    private let connection: Connection
    private var readings: [Reading] = []

    init(_ deployment: Deployment) throws {
        self.deployment = deployment
        connection = try deployment.servers.connect(deployment.database)
    }

    deinit { connection.close() }

    /// One more reading.
    ///
    /// - Throws: `RunError` when a process has ended by itself.
    func look() throws {
        try deployment.workers.forEach { try $0.check() }
        deployment.lookAtWorkers()
        var reading = Reading(at: Int64(Date().timeIntervalSince1970 * 1_000_000))
        for worker in deployment.workers { reading.seconds[worker.name] = worker.cpuSeconds }
        let servers = deployment.servers
        reading.seconds["postgres"] = servers.postgres.pid.map(ProcessMeter.secondsOfTree) ?? 0
        reading.seconds["broker"] = servers.broker.map { ProcessMeter.seconds($0.pid) } ?? 0
        let wal = Statement("bench.wal", "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
        reading.walBytes = try connection.run(wal).int(0, 0)
        readings.append(reading)
    }

    /// What was used from the first reading to the first one after a moment.
    func use(until moment: Int64) throws -> Reading {
        guard let first = readings.first, let last = readings.first(where: { $0.at >= moment }) ?? readings.last else {
            throw RunError("nothing was measured")
        }
        return Reading(
            at: last.at, seconds: last.seconds.merging(first.seconds) { $0 - $1 },
            walBytes: last.walBytes - first.walBytes)
    }
}
