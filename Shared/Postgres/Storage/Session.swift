import Worker

/// The connection of a storage: opened when it is needed, given up when it breaks, opened again for the next use.
final class Session {
    private let settings: ConnectionSettings
    private var current: Connection?
    private var uses = 0

    init(_ settings: ConnectionSettings) { self.settings = settings }

    var schema: String { settings.schema }

    /// What the connection that is open has asked of the server.
    var traffic: Traffic { current?.traffic ?? Traffic() }

    /// True when there is a connection and it has not broken.
    var isConnected: Bool { current.map { !$0.isBroken } ?? false }

    /// The open connection, or a new one.
    ///
    /// Plans are made for the sizes that tables have at that moment and then kept. A worker starts on empty tables, for
    /// which a scan of the whole table is best, and would keep scanning while they grow. So plans are dropped after
    /// 4, 8, 16, ... uses: they are never made for much less than half of what was written through this connection.
    /// - Throws: what `Connection.open` throws.
    func connection() throws(Fault) -> Connection {
        if let current, !current.isBroken {
            uses += 1
            if uses >= 4, uses & (uses - 1) == 0 { try current.execute("DISCARD PLANS", "plans") }
            return current
        }
        close()
        let opened = try Connection.open(settings)
        current = opened
        uses = 0
        return opened
    }

    /// Runs one statement in a transaction of its own.
    func run(_ statement: Statement, _ parameters: [SQLValue] = []) throws(Fault) -> Rows {
        try connection().run(statement, parameters)
    }

    /// Runs `body` between BEGIN and COMMIT.
    ///
    /// - Throws: what `body` threw or kept to itself, or the database's fault; nothing is committed then, except that
    ///   the outcome is open when the connection broke during COMMIT.
    func transaction<Result>(_ body: (PostgresUnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        let connection = try connection()
        try connection.execute("BEGIN", "begin")
        let unit = PostgresUnitOfWork(connection)
        let result: Result
        do {
            result = try body(unit)
            try unit.finish()
        } catch {
            unit.abandon()
            rollBack(connection)
            throw error
        }
        let tag = try connection.execute("COMMIT", "commit")
        // PostgreSQL answers ROLLBACK, and no error, to the COMMIT of a transaction that has failed.
        guard tag == "COMMIT" else { throw Fault(.fatal, "commit", "the server answered \(tag)") }
        return result
    }

    func close() {
        guard let current else { return }
        Crash.at(.connectionClosing)
        current.close()
        self.current = nil
        Crash.at(.connectionClosed)
    }

    private func rollBack(_ connection: Connection) {
        guard !connection.isBroken else { return close() }
        // What was posted and not answered fails with its transaction, whatever the answers are.
        try? connection.settle()
        guard !connection.isBroken else { return close() }
        do {
            try connection.execute("ROLLBACK", "rollback")
        } catch {
            // The server rolls back by itself when the session ends.
            close()
        }
    }
}
