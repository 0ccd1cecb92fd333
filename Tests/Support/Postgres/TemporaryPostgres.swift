import Foundation

/// The one PostgreSQL server of the test process, shared by all tests.
package struct TemporaryPostgres: Sendable {
    /// The URL of its superuser, who needs no password.
    package let url: String
    /// A role name that the server asks a password of (SCRAM); tests create it.
    package static let roleWithPassword = "backhaul_scram"

    private let server: PrivatePostgres

    /// Started by the first who asks.
    package static let shared = Result { try start() }

    private static func start() throws -> TemporaryPostgres {
        let server = try PrivatePostgres()
        try askForPassword(server.folder)
        try server.start()
        return TemporaryPostgres(url: server.url, server: server)
    }

    private static func askForPassword(_ folder: String) throws {
        let path = folder + "/pg_hba.conf"
        let rules = try String(contentsOfFile: path, encoding: .utf8)
        // In place: a new file would belong to the user of the tests, and the server's user could not read it.
        try "host all \(roleWithPassword) 127.0.0.1/32 scram-sha-256\n\(rules)"
            .write(toFile: path, atomically: false, encoding: .utf8)
    }
}
