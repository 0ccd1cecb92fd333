/// How long a session may hold on to things. Every one of them is set on every session.
package struct SessionLimits: Sendable, Equatable {
    /// Longest run of one statement, in seconds; 0 is no limit.
    package var statementSeconds: Int
    /// Longest wait for a lock, in seconds; 0 is no limit.
    package var lockSeconds: Int
    /// Longest pause inside a transaction before the server ends the session, in seconds; 0 is no limit.
    package var idleInTransactionSeconds: Int

    /// Limits of a worker: a frozen process must not keep its lane rows from its successor for longer.
    package init(statementSeconds: Int = 60, lockSeconds: Int = 10, idleInTransactionSeconds: Int = 60) {
        self.statementSeconds = statementSeconds
        self.lockSeconds = lockSeconds
        self.idleInTransactionSeconds = idleInTransactionSeconds
    }

    /// A migration may rewrite a large table; it waits for locks half a minute and then gives way.
    package static let migration = SessionLimits(statementSeconds: 0, lockSeconds: 30, idleInTransactionSeconds: 600)
}

/// Where a connection goes and how its session is set up. Printing it never shows the URL, which may hold a password.
///
/// The server must be reached directly: sessions keep prepared statements, advisory locks and settings given at their
/// start, which poolers drop or refuse.
package struct ConnectionSettings: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// A libpq URL (`postgresql://user:password@host/database?sslmode=verify-full`) or `key=value` pairs.
    package var url: String
    /// The schema that unqualified names are looked up in.
    package var schema: String
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    package var limits: SessionLimits
    /// More server settings of the session, by name: `["enable_seqscan": "off"]`.
    package var serverSettings: [String: String]

    package init(
        url: String, schema: String, applicationName: String = "backhaul", limits: SessionLimits = SessionLimits(),
        serverSettings: [String: String] = [:]
    ) {
        self.url = url
        self.schema = schema
        self.applicationName = applicationName
        self.limits = limits
        self.serverSettings = serverSettings
    }

    package var description: String { "schema \(schema) as \(applicationName)" }
    package var debugDescription: String { description }
}
