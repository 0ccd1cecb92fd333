import Foundation
import TestSupport
import Testing

/// A worker whose database or broker is away at the start: it waits, says so to probes, and ends when it is told to.
@Suite struct StartWaitTests {
    static let workers = ["intake", "grading", "disposition", "recall"]

    @Test(arguments: workers) func whileTheDatabaseIsAwayProbesAreAnsweredAndSIGTERMEndsItWell(worker: String) throws {
        let program = try start(worker, database: "postgresql://nobody@127.0.0.1:1/none")

        try program.waitForError(containing: "the database cannot be reached yet", limitSeconds: 20)
        let port = try program.httpPort()
        let live = try HTTPClient.answer("/health/live", port)
        let ready = try HTTPClient.answer("/health/ready", port)
        program.terminate()
        let outcome = try program.wait(limitSeconds: 20)

        #expect(live.status == 200)
        #expect(ready.status == 503)
        #expect(ready.body.contains("waiting: the database cannot be reached yet (connect)"), "\(ready.body)")
        #expect(outcome.status == 0)
    }

    /// Needs a server on this machine, which a proxy can stand before.
    @Test(.enabled(if: TestDatabase.isOwn, "the server of TEST_DATABASE may be elsewhere"))
    func aDatabaseThatComesLaterIsTakenUp() throws {
        let database = try FreshDatabase()
        _ = try Program("backhaul", ["migrate", "--database", database.url]).wait(limitSeconds: 60)
        let address = try #require(URLComponents(string: database.url))
        let proxy = try FaultyProxy(to: FaultyProxy.Endpoint(port: UInt16(#require(address.port))))
        defer { proxy.close() }
        proxy.refuse()
        var detour = address
        detour.port = Int(proxy.endpoint.port)
        let program = try start("intake", database: try #require(detour.string))
        try program.waitForError(containing: "the database cannot be reached yet", limitSeconds: 20)

        proxy.pass()

        // The relay asks for its producer only when the schema was found right.
        try program.waitForError(containing: "127.0.0.1:1", limitSeconds: 30)
        program.terminate()
        #expect(try program.wait(limitSeconds: 30).status == 0)
    }

    @Test func whileTheBrokerIsAwayProbesAreAnsweredAndSIGTERMEndsItWell() throws {
        let database = try FreshDatabase()
        _ = try Program("backhaul", ["migrate", "--database", database.url]).wait(limitSeconds: 60)
        let program = try start("intake", database: database.url)

        try program.waitForError(containing: "127.0.0.1:1", limitSeconds: 30)
        let port = try program.httpPort()
        let live = try HTTPClient.answer("/health/live", port)
        let ready = try HTTPClient.answer("/health/ready", port)
        program.terminate()
        let outcome = try program.wait(limitSeconds: 30)

        #expect(live.status == 200)
        #expect(ready.status == 503)
        #expect(ready.body.contains("has not joined its consumer group yet"), "\(ready.body)")
        #expect(outcome.status == 0)
    }

    @Test func aSignalInTheFirstMomentEndsItWell() throws {
        let program = try start("intake", database: "postgresql://nobody@127.0.0.1:1/none")

        try program.waitForError(containing: "starting", limitSeconds: 20)
        program.terminate()

        #expect(try program.wait(limitSeconds: 20).status == 0)
    }

    /// A worker on a broker that is not there.
    private func start(_ worker: String, database: String) throws -> Program {
        try Program(
            worker,
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_URL": database, "HTTP_HOST": "127.0.0.1",
                "HTTP_PORT": "0",
            ])
    }
}
