import Foundation
import Postgres
import TestSupport
import Worker

/// Texts that nobody writes by chance: wherever one is found, something was told.
enum Marker {
    /// In every one of them.
    static let common = "Zq7x"
    static let password = common + "Password"
    static let saslPassword = common + "Sasl"
    static let value = common + "Value"
    static let key = common + "Key"
    static let header = common + "Header"

    /// The lines that hold a marker.
    static func lines(in text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).filter { $0.contains(common) }
    }
}

/// The schemas of all workers on a server that asks for TLS and passwords, with the roles that `backhaul migrate
/// --roles` makes.
final class GuardedDatabase: Sendable {
    /// Of the workers and the judge.
    static let roles = Deployment.workers + ["audit"]
    /// Made by the first who asks.
    static let shared = Result { try GuardedDatabase() }

    let server: SecurePostgres

    private init() throws {
        server = try SecurePostgres(password: Marker.password)
        let superuser = try open(SecurePostgres.superuser)
        // As it is by itself up to PostgreSQL 14.
        try superuser.execute("GRANT CREATE ON SCHEMA public TO PUBLIC", "public")
        superuser.close()
        let owner = server.url(user: SecurePostgres.owner, password: Marker.password)
        // Twice: the second time there is nothing to do.
        for _ in 0..<2 {
            let outcome = try Program("backhaul", ["migrate", "--roles"], environment: ["DATABASE_URL": owner])
                .wait(limitSeconds: 60)
            guard outcome.status == 0 else { throw ServerUnavailable("backhaul migrate failed: \(outcome.errors)") }
        }
        let connection = try open(SecurePostgres.owner)
        defer { connection.close() }
        for role in Self.roles { try connection.execute("ALTER ROLE \(role) PASSWORD '\(Marker.password)'", "role") }
    }

    func url(_ user: String) -> String { server.url(user: user, password: Marker.password) }

    func open(_ user: String) throws -> Connection {
        try Connection.open(ConnectionSettings(url: url(user), schema: "public", applicationName: "guard"))
    }
}
