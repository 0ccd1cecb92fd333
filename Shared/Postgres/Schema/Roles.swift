import Worker

/// Makes the roles that processes work under, and lets them do what they need and nothing else.
///
/// Roles have no password: set one, or let `pg_hba.conf` decide. All of it is done after `Migrator.migrate`, as the
/// same user, and does nothing where it was done before.
package struct Roles {
    private let connection: Connection
    private let schema: String

    /// - Parameter connection: as for `Migrator`, of a user who may create roles.
    package init(_ connection: Connection, schema: String) {
        self.connection = connection
        self.schema = schema
    }

    /// The role of a service: may read and write rows of its own schema, tables to come included; it changes no tables
    /// and sees no other schema.
    package func prepareWorker(_ role: String) throws(Fault) {
        let name = try connection.quoted(identifier: role)
        let space = try connection.quoted(identifier: schema)
        let rows = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"
        try prepare(role) { () throws(Fault) in
            try connection.execute(
                """
                GRANT USAGE ON SCHEMA \(space) TO \(name);
                GRANT \(rows) ON ALL TABLES IN SCHEMA \(space) TO \(name);
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(space) TO \(name);
                ALTER DEFAULT PRIVILEGES IN SCHEMA \(space) GRANT \(rows) ON TABLES TO \(name);
                ALTER DEFAULT PRIVILEGES IN SCHEMA \(space) GRANT USAGE ON SEQUENCES TO \(name)
                """, "role")
        }
    }

    /// A role that may read the rows of this schema, tables to come included, and write none: for the judge, who reads
    /// every worker's.
    package func prepareReader(_ role: String) throws(Fault) {
        let name = try connection.quoted(identifier: role)
        let space = try connection.quoted(identifier: schema)
        try prepare(role) { () throws(Fault) in
            try connection.execute(
                """
                GRANT USAGE ON SCHEMA \(space) TO \(name);
                GRANT SELECT ON ALL TABLES IN SCHEMA \(space) TO \(name);
                ALTER DEFAULT PRIVILEGES IN SCHEMA \(space) GRANT SELECT ON TABLES TO \(name)
                """, "role")
        }
    }

    /// Makes the role if it is missing and gives it its grants, in one transaction; several processes take turns.
    private func prepare(_ role: String, _ grant: () throws(Fault) -> Void) throws(Fault) {
        let name = try connection.quoted(identifier: role)
        try connection.inTransaction("role") { () throws(Fault) in
            try connection.run(MigrationStatements.lockRoles, [.int8(AdvisoryLock.key("roles", schema: ""))])
            try closePublicSchema()
            if !(try connection.run(MigrationStatements.roleExists, [.text(role)]).bool(0, 0)) {
                try connection.execute("CREATE ROLE \(name) LOGIN", "role")
            }
            try grant()
        }
    }

    /// Up to PostgreSQL 14 every role may create in `public`, so roles that own one schema would have two. Only the
    /// owner of `public` can change that; for others it is a warning of the server's.
    private func closePublicSchema() throws(Fault) {
        guard try connection.run(MigrationStatements.publicIsOpen).bool(0, 0) else { return }
        try connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", "role")
    }
}
