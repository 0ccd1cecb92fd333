import Foundation
import Postgres
import TestSupport
import Worker

/// What a stretch of work has taken.
struct Expense: Encodable {
    /// Units of work that were done in the stretch.
    var events = 0
    var seconds = 0.0
    /// Processor seconds of the worker or workers, of all processes of PostgreSQL, and of the embedded broker.
    var workerCPU = 0.0
    var postgresCPU = 0.0
    var brokerCPU = 0.0
    /// Bytes of the write-ahead log.
    var walBytes = 0
    /// Batches that the worker applied: each moves its lanes once.
    var batches = 0
    /// Statements of worker and relay, as PostgreSQL counts them.
    var statements = 0
    /// The most that any of the workers had resident.
    var peakMegabytes = 0

    var eventsPerSecond: Double { seconds > 0 ? Double(events) / seconds : 0 }
    /// Processor seconds of worker and PostgreSQL per million events.
    var cpuPerMillion: Double { perMillion(workerCPU + postgresCPU) }

    /// Two stretches as one.
    static func += (sum: inout Expense, other: Expense) {
        sum.events += other.events
        sum.seconds += other.seconds
        sum.workerCPU += other.workerCPU
        sum.postgresCPU += other.postgresCPU
        sum.brokerCPU += other.brokerCPU
        sum.walBytes += other.walBytes
        sum.batches += other.batches
        sum.statements += other.statements
        sum.peakMegabytes = max(sum.peakMegabytes, other.peakMegabytes)
    }

    /// A quantity of the stretch, per million events.
    func perMillion(_ quantity: Double) -> Double { events > 0 ? quantity * 1_000_000 / Double(events) : 0 }
}

/// Measures a stretch of work: all clocks are read at its beginning and at its end.
struct Stopwatch {
    private let deployment: Deployment
    private let began: Reading
    private let connection: Connection

    private struct Reading {
        let time: ContinuousClock.Instant
        let worker, postgres, broker: Double
        let wal, batches, statements: Int
    }

    /// Begins.
    init(_ deployment: Deployment) throws {
        self.deployment = deployment
        connection = try deployment.servers.connect(deployment.database)
        began = try Self.read(deployment, connection)
    }

    /// Ends.
    ///
    /// - Parameter events: units of work that were done since the beginning.
    func stop(events: Int) throws -> Expense {
        let ended = try Self.read(deployment, connection)
        defer { connection.close() }
        let elapsed = began.time.duration(to: ended.time).components
        return Expense(
            events: events, seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18,
            workerCPU: ended.worker - began.worker, postgresCPU: ended.postgres - began.postgres,
            brokerCPU: ended.broker - began.broker, walBytes: ended.wal - began.wal,
            batches: ended.batches - began.batches, statements: ended.statements - began.statements,
            peakMegabytes: deployment.workers.map(\.peakMegabytes).max() ?? 0)
    }

    private static func read(_ deployment: Deployment, _ connection: Connection) throws -> Reading {
        let rows = try connection.run(
            Statement(
                "bench.reading",
                """
                SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint,
                    coalesce(sum(calls) FILTER (WHERE query ~ 'UPDATE \\S*consumer_offset'), 0)::bigint,
                    coalesce(sum(calls) FILTER (WHERE query NOT LIKE '%bench.%'), 0)::bigint
                FROM public.pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """))
        return Reading(
            time: ContinuousClock.now, worker: deployment.lookAtWorkers(),
            postgres: deployment.servers.postgres.pid.map(ProcessMeter.secondsOfTree) ?? 0,
            broker: deployment.servers.broker.map { ProcessMeter.seconds($0.pid) } ?? 0, wal: Int(rows.int(0, 0)),
            batches: Int(rows.int(0, 1)), statements: Int(rows.int(0, 2)))
    }
}
