import Foundation
import TestSupport
import Testing

/// What a worker says when it cannot run: one clear message, and an exit status of 1.
@Suite struct StartFaultTests {
    static let workers = ["intake", "grading", "disposition", "recall"]

    @Test(arguments: workers) func anUnknownKeyIsNamed(worker: String) throws {
        let outcome = try Program(worker, ["--drain-limit", "3"]).wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("--drain-limit is not known"))
    }

    @Test func anUnknownPropertyOfTheBrokerIsNamed() throws {
        let outcome = try start(extra: ["KAFKA_NO_SUCH_THING": "1"]).wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("no.such.thing"))
    }

    @Test func aValueOutOfRangeIsNamedWithTheRange() throws {
        let outcome = try start(extra: ["DRAIN_LIMIT_SECONDS": "0"]).wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("DRAIN_LIMIT_SECONDS is '0': expected a whole number from 1 to 600"))
    }

    @Test func aMissingKeyIsNamed() throws {
        let outcome = try Program("intake").wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("KAFKA_BOOTSTRAP_SERVERS is not set"))
    }

    @Test func aMissingSchemaNamesTheCommandThatMakesIt() throws {
        let database = try FreshDatabase()

        let outcome = try start(database: database.url).wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("backhaul migrate"))
    }

    /// Needs a server whose `pg_hba.conf` is known.
    @Test(.enabled(if: TestDatabase.isOwn, "the server of TEST_DATABASE has rules of its own"))
    func aWrongPasswordIsToldWithoutShowingIt() throws {
        var parts = try #require(URLComponents(string: try TestDatabase.url()))
        parts.user = TemporaryPostgres.roleWithPassword
        parts.password = "not-the-secret"

        let outcome = try start(database: try #require(parts.string)).wait(limitSeconds: 20)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("password authentication failed"))
        #expect(!outcome.errors.contains("not-the-secret"))
    }

    @Test func aPortInUseIsNamed() throws {
        let database = try FreshDatabase()
        _ = try Program("backhaul", ["migrate", "--database", database.url]).wait(limitSeconds: 60)
        let first = try start(database: database.url, extra: ["HTTP_PORT": "0"])
        try first.waitForError(containing: "http.port=", limitSeconds: 30)
        let port = try #require(first.errorText.firstMatch(of: #/http\.port=(\d+)/#)?.1)

        let outcome = try start(database: database.url, extra: ["HTTP_PORT": "\(port)"]).wait(limitSeconds: 40)

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("HTTP_PORT \(port)"))
    }

    /// A worker on a broker that is not there, which matters only once everything else is right.
    private func start(
        database: String = "postgresql://nobody@127.0.0.1:1/none", extra: [String: String] = [:]
    ) throws -> Program {
        let environment = [
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_URL": database, "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": "0",
        ]
        return try Program("intake", environment: environment.merging(extra) { $1 })
    }
}
