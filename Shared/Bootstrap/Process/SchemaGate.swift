import Logging
import Postgres
import Telemetry
import Worker

/// Waits for the database, then refuses a schema that is older or newer than the program. Blocks: for a thread of its
/// own.
struct SchemaGate: Sendable {
    let schema: String
    let sets: [MigrationSet]
    let connection: ConnectionSettings
    let retry: RetryPolicy
    let health: WorkerHealth
    let logger: Logger

    /// - Returns: what only a person can mend; nil when the schema is right or a stop was asked for.
    func wait(_ halt: Halt) -> Fault? {
        let start = WorkerHealth.LoopID()
        defer { health.ended(start) }
        var attempt = 0
        while !halt.stop.isSet {
            do {
                try check()
                return nil
            } catch {
                guard error.kind == .transient else { return error }
                attempt += 1
                health.waiting(start, for: "the database cannot be reached yet (\(error.operation))")
                if attempt & (attempt - 1) == 0 {
                    logger.warning("the database cannot be reached yet", metadata: [LogKey.detail: "\(error)"])
                }
                halt.wake.wait(milliseconds: retry.waitMilliseconds(afterAttempt: attempt))
            }
        }
        return nil
    }

    private func check() throws(Fault) {
        let connection = try Connection.open(connection)
        defer { connection.close() }
        try Migrator(connection, schema: schema).check(sets)
    }
}
