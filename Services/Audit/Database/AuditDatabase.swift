import AuditDomain
import Kernel
import Postgres
import Worker

/// The judge's session: reads the schemas of all workers, writes nothing.
final class AuditDatabase {
    private let settings: ConnectionSettings
    private var connection: Connection?

    init(url: String, application: String) {
        settings = ConnectionSettings(
            url: url, schema: "public", applicationName: application, limits: .migration,
            // Whole tables, joined by hash, whatever the statistics of a fresh table say.
            serverSettings: ["enable_nestloop": "off", "enable_mergejoin": "off"])
    }

    func close() {
        connection?.close()
        connection = nil
    }

    /// The open connection, or a new one.
    /// - Throws: `transient` while the server is away; `fatal` for what waiting does not mend.
    func open() throws(Fault) -> Connection {
        if let connection, !connection.isBroken { return connection }
        let opened = try Connection.open(settings)
        try check(opened)
        connection = opened
        return opened
    }

    private func check(_ connection: Connection) throws(Fault) {
        for schema in Topics.services
        where !(try connection.run(Self.exists, [.text("\(schema).consumer_offset")]).bool(0, 0)) {
            throw Fault(.fatal, "audit.schema", "schema \(schema) is missing: run `backhaul migrate`")
        }
    }

    private static let exists = Statement("audit.schema", "SELECT to_regclass($1) IS NOT NULL")

    /// Runs `body` on one state of all schemas.
    func atOneMoment<Result>(_ body: (Connection) throws(Fault) -> Result) throws(Fault) -> Result {
        let connection = try open()
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "audit.begin")
        do {
            let result = try body(connection)
            try connection.execute("COMMIT", "audit.commit")
            return result
        } catch {
            close()
            throw error
        }
    }
}

/// Reads tables within one transaction.
struct TableReader {
    private let connection: Connection
    private let step: (() throws(Fault) -> Void)?

    /// - Parameter step: called between fetches; throws to end the reading.
    init(_ connection: Connection, step: (() throws(Fault) -> Void)?) {
        self.connection = connection
        self.step = step
    }

    /// All rows of a small answer.
    func run(_ statement: Statement) throws(Fault) -> Rows { try connection.run(statement) }

    /// A name as an SQL identifier.
    func quoted(identifier name: String) throws(Fault) -> String { try connection.quoted(identifier: name) }

    /// Reads the rows of a query without parameters one after another, some thousand at a time.
    func scan(_ query: Statement, _ take: (Rows, Int) throws(Fault) -> Void) throws(Fault) {
        let name = query.name
        try connection.execute("DECLARE audit_scan NO SCROLL CURSOR FOR \(query.sql)", name)
        while true {
            try step?()
            let rows = try connection.run(Statement("\(name).fetch", "FETCH 5000 FROM audit_scan"))
            for row in 0..<rows.count { try take(rows, row) }
            if rows.count == 0 { break }
        }
        try connection.execute("CLOSE audit_scan", name)
    }
}
