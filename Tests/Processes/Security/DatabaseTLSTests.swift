import Foundation
import TestSupport
import Testing

/// A server that asks for TLS and SCRAM, and everything that can be wrong about it: one clear message, no password.
@Suite(.serialized)
struct DatabaseTLSTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var password = Marker.password
        var host = SecurePostgres.host
        var settings: [String: String] = [:]
        /// Path of a certificate of another authority.
        var usesOtherAuthority = false
        /// What the message says.
        let says: String
    }

    static let refusals = [
        Refusal(testDescription: "wrong authority", usesOtherAuthority: true, says: "certificate verify failed"),
        Refusal(testDescription: "wrong host name", host: "other.example", says: "does not match host name"),
        Refusal(
            testDescription: "no certificate of the authority", settings: ["sslrootcert": "/nowhere/ca.pem"],
            says: "root certificate file \"/nowhere/ca.pem\" does not exist"),
        Refusal(testDescription: "plain connection", settings: ["sslmode": "disable"], says: "no encryption"),
        Refusal(
            testDescription: "wrong password", password: Marker.password + "2", says: "password authentication failed"),
        Refusal(
            testDescription: "password with signs", password: Marker.password + "@\(Marker.password)/x",
            says: "write @, : and / of a user name or password as %40, %3A and %2F"),
        Refusal(
            testDescription: "password with a slash", password: "\(Marker.password)/\(Marker.password)",
            says: "write @, : and / of a user name or password as %40, %3A and %2F"),
    ]

    @Test(arguments: refusals) func whatIsWrongIsToldInOneLineWithoutThePassword(_ refusal: Refusal) throws {
        let database = try GuardedDatabase.shared.get()
        var refusal = refusal
        let other = refusal.usesOtherAuthority ? try TestAuthority() : nil
        if let other { refusal.settings["sslrootcert"] = other.certificate }
        let url = { database.server.url(user: $0, password: refusal.password, host: refusal.host, settings: $1) }

        let environment = ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0"]
        let worker = try Program(
            "intake", environment: environment.merging(["DATABASE_URL": url("intake", refusal.settings)]) { $1 })
        let tool = try Program(
            "backhaul", ["migrate"], environment: ["DATABASE_URL": url(SecurePostgres.owner, refusal.settings)])

        for outcome in [try worker.wait(limitSeconds: 30), try tool.wait(limitSeconds: 30)] {
            let told = outcome.errors.split(separator: "\n").filter { $0.firstMatch(of: Self.logLine) == nil }
            #expect(outcome.status == 1)
            #expect(told.count == 1 && told.first?.contains(refusal.says) == true, "\(outcome.errors)")
            #expect(Marker.lines(in: outcome.output + outcome.errors).isEmpty, "\(outcome.errors)")
        }
    }

    /// `2026-01-02T03:04:05.006Z INFO     intake: starting`.
    private static var logLine: Regex<Substring> { #/^\d{4}-\d\d-\d\dT[\d:.]+Z [A-Z]+ /# }
}
