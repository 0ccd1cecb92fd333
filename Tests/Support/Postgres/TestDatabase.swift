import Foundation

/// The database that tests use: the one named by `TEST_DATABASE`, or a server of their own.
package enum TestDatabase {
    /// True when the server is the tests' own, so that its `pg_hba.conf` is known.
    package static var isOwn: Bool { given == nil }

    /// The URL of a user who may create schemas and roles.
    ///
    /// - Throws: `ServerUnavailable`: a missing server fails tests, it does not skip them.
    package static func url() throws -> String {
        if let given { return given }
        return try TemporaryPostgres.shared.get().url
    }

    private static let given = ProcessInfo.processInfo.environment["TEST_DATABASE"].flatMap { $0.isEmpty ? nil : $0 }
}
