import Foundation
import Postgres
import Worker

/// A database of its own on the tests' server, dropped at the end.
package final class FreshDatabase {
    /// Of the database, with user, host and port.
    package let url: String
    private let name: String
    private let server: String

    /// - Throws: when there is no server, or it refuses.
    package init() throws {
        server = try TestDatabase.url()
        name = "chaos_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try Self.run("CREATE DATABASE \(name)", on: server)
        url = Self.replacingDatabase(in: server, with: name)
    }

    private init(copyOf other: FreshDatabase) throws {
        server = other.server
        name = other.name + "_copy"
        try Self.run("CREATE DATABASE \(name) TEMPLATE \(other.name)", on: server)
        url = Self.replacingDatabase(in: server, with: name)
    }

    /// The same once more, as a backup of this moment. Nobody may be connected.
    /// - Throws: when the server refuses.
    package func copy() throws -> FreshDatabase { try FreshDatabase(copyOf: self) }

    deinit { try? Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }

    private static func run(_ sql: String, on url: String) throws {
        let connection = try Connection.open(ConnectionSettings(url: url, schema: "public", applicationName: "chaos"))
        defer { connection.close() }
        _ = try connection.execute(sql, "database")
    }

    /// `postgresql://user@host:port/DATABASE?options`.
    private static func replacingDatabase(in url: String, with name: String) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        parts.path = "/\(name)"
        return parts.string ?? url
    }
}
