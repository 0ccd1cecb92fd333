import Foundation
import Postgres
import Worker

/// A PostgreSQL server that lets people in over TLS and with a password (SCRAM) only. Its certificate is of a private
/// authority. It ends with its owner.
package final class SecurePostgres: @unchecked Sendable {
    /// The name in the server's certificate; nobody resolves it, as clients are told the address beside it.
    package static let host = "database.example"
    /// The user who owns the database `backhaul` and may create roles, and the superuser.
    package static let (owner, superuser) = ("keeper", "postgres")

    package let authority: TestAuthority
    private let server: PrivatePostgres

    /// - Parameter password: of `owner` and `superuser`.
    /// - Throws: `ServerUnavailable` when a program is missing or the server does not come up.
    package init(password: String) throws {
        authority = try TestAuthority()
        server = try PrivatePostgres(folder: "/tmp/backhaul-postgres-\(UUID().uuidString)")
        try useTLS()
        try server.start()
        try createOwner(password)
        try askForTLSAndPasswords()
    }

    deinit {
        try? server.crash()
        try? FileManager.default.removeItem(atPath: server.folder)
    }

    /// A URL of its database that checks the server's certificate and name.
    ///
    /// - Parameter settings: of libpq, that win over these.
    package func url(
        user: String, password: String, host: String = SecurePostgres.host, settings: [String: String] = [:]
    ) -> String {
        let checked = ["hostaddr": "127.0.0.1", "sslmode": "verify-full", "sslrootcert": authority.certificate]
        let query = checked.merging(settings) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "postgresql://\(user):\(password)@\(host):\(server.port)/backhaul?\(query.joined(separator: "&"))"
    }

    private func useTLS() throws {
        let issued = try authority.issue("server", for: ["DNS:\(Self.host)"])
        let (certificate, key) = (server.folder + "/server.crt", server.folder + "/server.key")
        try FileManager.default.copyItem(atPath: issued.certificate, toPath: certificate)
        try FileManager.default.copyItem(atPath: issued.key, toPath: key)
        // The server takes a key only from its own user, with nobody else able to read it.
        let own = try FileManager.default.attributesOfItem(atPath: server.folder)
        for path in [certificate, key] {
            try FileManager.default.setAttributes(
                [.ownerAccountID: own[.ownerAccountID] ?? 0, .posixPermissions: 0o600], ofItemAtPath: path)
        }
        try append("ssl = on\n", to: "postgresql.conf")
    }

    private func createOwner(_ password: String) throws {
        let connection = try Connection.open(ConnectionSettings(url: server.url, schema: "public"))
        defer { connection.close() }
        try connection.execute(
            """
            CREATE ROLE \(Self.owner) LOGIN CREATEROLE PASSWORD '\(password)';
            ALTER ROLE \(Self.superuser) PASSWORD '\(password)'
            """, "owner")
        try connection.execute("CREATE DATABASE backhaul OWNER \(Self.owner)", "owner")
    }

    /// In place: a new file would belong to the user of the tests, and the server's user could not read it.
    private func askForTLSAndPasswords() throws {
        try "hostssl all all 127.0.0.1/32 scram-sha-256\n".write(
            toFile: server.folder + "/pg_hba.conf", atomically: false, encoding: .utf8)
        let connection = try Connection.open(ConnectionSettings(url: server.url, schema: "public"))
        try connection.execute("SELECT pg_reload_conf()", "reload")
        connection.close()
        let deadline = Date(timeIntervalSinceNow: 20)
        while let open = try? Connection.open(ConnectionSettings(url: server.url, schema: "public")) {
            open.close()
            guard Date() < deadline else { throw ServerUnavailable("the server does not read its pg_hba.conf") }
        }
    }

    private func append(_ text: String, to name: String) throws {
        let path = server.folder + "/" + name
        let before = try String(contentsOfFile: path, encoding: .utf8)
        try (before + text).write(toFile: path, atomically: false, encoding: .utf8)
    }
}
