import Foundation
import TestSupport
import Testing

/// Every program in every trouble that it can have at its start: none of them shows a password or what it was given.
@Suite(.serialized)
struct FailureMessageTests {
    @Test func aWrongPasswordIsNotShown() throws {
        let database = try GuardedDatabase.shared.get()
        let programs = try GuardedDatabase.roles.map { role in
            try Self.worker(role, database.server.url(user: role, password: Marker.password + "2"))
        }
        for program in programs {
            let outcome = try program.wait(limitSeconds: 60)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("password authentication failed"), "\(outcome.errors)")
            expectNoMarker(outcome)
        }
    }

    @Test func whileTheDatabaseIsAwayNothingIsShown() throws {
        let url = "postgresql://intake:\(Marker.password)@127.0.0.1:1/none"
        try waitsAndTellsNothing(GuardedDatabase.roles.map { try Self.worker($0, url) }, until: "127.0.0.1")
    }

    /// With everything that librdkafka can tell of its configuration and its connections.
    @Test func whileTheBrokerIsAwayNothingIsShown() throws {
        let database = try GuardedDatabase.shared.get()
        let programs = try GuardedDatabase.roles.map { role in
            try Self.worker(
                role, database.url(role),
                [
                    "KAFKA_DEBUG": "all", "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "KAFKA_SASL_MECHANISM": "PLAIN",
                ])
        }
        try waitsAndTellsNothing(programs, until: "kafka.facility=")
    }

    private func waitsAndTellsNothing(_ programs: [Program], until text: String) throws {
        for program in programs {
            try program.waitForError(containing: "http.port=", limitSeconds: 60)
            try program.waitForError(containing: text, limitSeconds: 60)
            let port = try #require(program.errorText.firstMatch(of: #/http\.port=(\d+)/#).flatMap { Int($0.1) })
            for path in ["/health/live", "/health/ready", "/metrics"] {
                #expect(Marker.lines(in: try HTTPClient.answer(path, port).body).isEmpty)
            }
        }
        for program in programs { program.terminate() }
        for program in programs { expectNoMarker(try program.wait(limitSeconds: 60)) }
    }

    @Test func theToolShowsNeitherPasswordsNorWhatStandsInAFile() throws {
        let database = try GuardedDatabase.shared.get()
        let wrong = database.server.url(user: "audit", password: Marker.password + "2")
        let torn = database.server.url(user: "audit", password: Marker.password + "@" + Marker.password)
        let away = "postgresql://intake:\(Marker.password)@127.0.0.1:1/none"
        let lines = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: lines) }
        try Self.badLines.write(to: lines, atomically: true, encoding: .utf8)
        let calls =
            [wrong, torn, away].flatMap { url in
                [
                    ["migrate", "--database", url], ["trace", "x", "--database", url],
                    ["lanes", "list", "--service", "intake", "--database", url],
                    ["audit", "--settle-seconds", "1", "--database", url],
                ]
            } + [
                ["publish", lines.path], ["publish", "--dry-run", lines.path],
                ["dlq", "show", "\(Marker.value)", "--\(Marker.value)"], ["topics", "list", "--topic-prefix"],
            ]

        let programs = try calls.map { ($0, try Self.tool($0)) }
        for (call, program) in programs {
            let outcome = try program.wait(limitSeconds: 90)
            #expect(outcome.status != 0, "\(call): \(outcome.output)")
            // The parser of arguments shows a flag that it does not know.
            if call.first != "dlq" { expectNoMarker(outcome) }
        }
    }

    /// What an argument that is no flag may hold is not shown by workers.
    @Test func whatWasGivenByMistakeIsNotShown() throws {
        let url = "postgresql://intake:\(Marker.password)@127.0.0.1/none"
        for arguments in [[url], ["--database-url"], ["--database=\(url)"], ["--database-url", url, url]] {
            let outcome = try Program("intake", arguments, environment: Self.settings).wait(limitSeconds: 30)
            #expect(outcome.status == 1)
            expectNoMarker(outcome)
        }
    }

    private static let badLines = [
        "\(Marker.value)", "{\"specversion\":\"1.0\",\"id\":\"\(Marker.value)\"",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/x\",\"type\":\"\(Marker.value)\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/x\",\"type\":\"backhaul.return.requested.v1\","
            + "\"data\":{\"\(Marker.value)\":\"\(Marker.value)\",\"returnId\":{\"\(Marker.value)\":1}}}",
        "{\"specversion\":\"\(Marker.value)\",\"id\":[\"\(Marker.value)\"],\"\(Marker.value)\":1}",
    ].joined(separator: "\n")

    private func expectNoMarker(_ outcome: Program.Outcome) {
        let told = Marker.lines(in: outcome.output + "\n" + outcome.errors)
        #expect(told.isEmpty, "\(told.prefix(5))")
    }

    private static let settings = GuardedDeployment.secrets.merging([
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0",
    ]) { $1 }

    private static func worker(_ role: String, _ url: String, _ others: [String: String] = [:]) throws -> Program {
        let environment = settings.merging(["DATABASE_URL": url]) { $1 }.merging(others) { $1 }
        return try Program(role, environment: environment)
    }

    private static func tool(_ arguments: [String]) throws -> Program {
        try Program("backhaul", arguments, environment: settings)
    }
}
