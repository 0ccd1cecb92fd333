import Foundation
import Postgres
import Testing
import Worker

/// A schema that belongs to one test case.
package struct TestSchema: Sendable {
    /// The schema's name, which no other test uses.
    package let name: String
    /// The URL of the database that it is in.
    package let url: String

    /// Settings of a connection to it.
    package func settings(application: String = "test", _ server: [String: String] = [:]) -> ConnectionSettings {
        ConnectionSettings(url: url, schema: name, applicationName: application, serverSettings: server)
    }

    /// A new connection to it.
    package func connect(application: String = "test", _ server: [String: String] = [:]) throws -> Connection {
        try Connection.open(settings(application: application, server))
    }

    /// Waits until a session of that application waits for a lock.
    ///
    /// - Throws: `fatal` when it never does.
    package func waitUntilBlocked(application: String, observer: Connection) throws(Fault) {
        let waiting = Statement(
            "test.waiting",
            """
            SELECT count(*) FROM pg_sleep(0.005),
                (SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock') AS waiting
            """)
        for _ in 0..<2_000 where try observer.run(waiting, [.text(application)]).int(0, 0) > 0 { return }
        throw Fault(.fatal, "test", "\(application) never waited for a lock")
    }

    /// The schema of the test case that is running.
    ///
    /// - Throws: when the test has no `.freshSchema`.
    package static func current() throws -> TestSchema {
        guard let schema = FreshSchema.schema else { throw ServerUnavailable("add the trait .freshSchema to the test") }
        return schema
    }
}

/// Gives each test case a schema of its own and drops it afterwards, also when the test throws.
package struct FreshSchema: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal static var schema: TestSchema?

    /// What is run in the schema before the test.
    let migrations: [MigrationSet]

    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let schema = TestSchema(name: Self.name(), url: try TestDatabase.url())
        let connection = try schema.connect()
        defer { drop(schema, connection) }
        if !migrations.isEmpty { _ = try Migrator(connection, schema: schema.name).migrate(migrations) }
        try await Self.$schema.withValue(schema) { try await function() }
    }

    private static func name() -> String {
        "test_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(20)
    }

    private func drop(_ schema: TestSchema, _ connection: Connection) {
        do {
            try connection.execute("DROP SCHEMA IF EXISTS \(schema.name) CASCADE", "drop")
        } catch {
            Issue.record("the schema \(schema.name) was not dropped: \(error)")
        }
        connection.close()
    }
}

extension Trait where Self == FreshSchema {
    /// A schema of its own for each test case, with the runtime's tables in it.
    package static var freshSchema: Self { FreshSchema(migrations: [RuntimeMigrations.all]) }

    /// A schema name of its own for each test case; the schema itself is not created.
    package static var noSchema: Self { FreshSchema(migrations: []) }

    /// A schema of its own for each test case, with the runtime's and these tables in it.
    package static func freshSchema(_ migrations: MigrationSet) -> Self {
        FreshSchema(migrations: [RuntimeMigrations.all, migrations])
    }
}
