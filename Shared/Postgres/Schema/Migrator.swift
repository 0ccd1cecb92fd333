import Worker

/// Brings a schema up to date, or tells whether it is.
package struct Migrator {
    private let connection: Connection
    private let schema: String

    /// - Parameter connection: opened with `settings.schema == schema`; to migrate, of a user who may create in the
    ///   database, with `SessionLimits.migration`.
    package init(_ connection: Connection, schema: String) {
        self.connection = connection
        self.schema = schema
    }

    /// Creates the schema if it is missing and runs what it lacks, each migration in a transaction of its own.
    ///
    /// Several processes may call it at once: they take turns.
    /// - Returns: the names of the migrations that ran.
    /// - Throws: `fatal` with what to do when the schema is newer, has a gap or was made from changed texts, or when a
    ///   migration fails; `transient` when the server is away or another migration does not end.
    package func migrate(_ sets: [MigrationSet]) throws(Fault) -> [String] {
        for set in sets { try MigrationState.checkNames(set) }
        try connection.run(MigrationStatements.lock, [.int8(lockKey)])
        // The lock is the session's, so it has to be given back; with a broken session it goes by itself.
        defer { _ = try? connection.run(MigrationStatements.unlock, [.int8(lockKey)]) }
        return try migrateLocked(sets)
    }

    /// Refuses a schema that is not exactly what this program was built for.
    ///
    /// - Throws: `fatal`: ``schema intake is at version 2, this program needs 3: run `backhaul migrate` ``.
    package func check(_ sets: [MigrationSet]) throws(Fault) {
        for set in sets { try MigrationState.checkNames(set) }
        guard try connection.run(MigrationStatements.exists, [.text(schema)]).bool(0, 0) else {
            throw MigrationState.refusal("schema \(schema) is missing: run `backhaul migrate`")
        }
        for set in sets {
            let version = try versionReached(set)
            guard version == set.migrations.count else {
                throw MigrationState.refusal(
                    "\(place(set)) is at version \(version), this program needs \(set.migrations.count): "
                        + "run `backhaul migrate`")
            }
        }
    }

    private var lockKey: Int64 { AdvisoryLock.key("migrate", schema: schema) }

    private func place(_ set: MigrationSet) -> String {
        set.component == schema ? "schema \(schema)" : "schema \(schema) (\(set.component))"
    }

    private func migrateLocked(_ sets: [MigrationSet]) throws(Fault) -> [String] {
        let name = try connection.quoted(identifier: schema)
        try connection.execute("CREATE SCHEMA IF NOT EXISTS \(name)", "schema")
        try connection.execute(MigrationStatements.table, "schema")
        var done: [String] = []
        for set in sets {
            let version = try versionReached(set)
            for (index, migration) in set.migrations.enumerated().dropFirst(version) {
                try run(migration, version: index + 1, of: set)
                done.append(migration.name)
            }
        }
        return done
    }

    private func run(_ migration: Migration, version: Int, of set: MigrationSet) throws(Fault) {
        try connection.inTransaction(migration.name) { () throws(Fault) in
            try connection.execute(migration.sql, migration.name)
            guard connection.isInTransaction else {
                throw MigrationState.refusal("migration \(migration.name) ends its transaction: take COMMIT out of it")
            }
            try connection.run(
                MigrationStatements.record,
                [.text(set.component), .int8(Int64(version)), .text(migration.name), .text(migration.sql)])
            Crash.at(.migrationRunning)
        }
        Crash.at(.migrationCommitted)
    }

    private func versionReached(_ set: MigrationSet) throws(Fault) -> Int {
        let sums = try connection.run(MigrationStatements.checksums, [.texts(set.migrations.map(\.sql))])
        let wanted = set.migrations.enumerated().map { index, migration in
            NumberedMigration(version: index + 1, name: migration.name, checksum: sums.text(index, 0))
        }
        let rows = try connection.run(MigrationStatements.applied, [.text(set.component)])
        let applied = (0..<rows.count).map { row in
            NumberedMigration(version: Int(rows.int(row, 0)), name: rows.text(row, 1), checksum: rows.text(row, 2))
        }
        return try MigrationState.versionReached(applied: applied, wanted: wanted, place: place(set))
    }
}

extension Connection {
    /// Runs `body` between BEGIN and COMMIT.
    func inTransaction(_ operation: String, _ body: () throws(Fault) -> Void) throws(Fault) {
        try execute("BEGIN", operation)
        do {
            try body()
            try execute("COMMIT", operation)
        } catch {
            // A wrong migration is a wrong program, whatever class the server's code is of.
            let fault = error.kind == .data ? Fault(.fatal, error.operation, error.detail, code: error.code) : error
            if !isBroken { _ = try? execute("ROLLBACK", operation) }
            throw fault
        }
    }
}
