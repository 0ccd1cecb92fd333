import Postgres
import Worker

/// How far all lanes are, and what waits: equal at two looks means that nothing moved.
struct Standing: Equatable, Sendable {
    /// Sum of the next offsets: rises with every record applied.
    var offsets: Int64 = 0
    /// Sum of the numbers of the last events put out.
    var numbered: Int64 = 0
    /// Sum of the numbers known to be published.
    var published: Int64 = 0
    var timers: Int64 = 0

    /// Everything numbered is published, and no timer is set.
    var isQuiet: Bool { numbered == published && timers == 0 }
}

/// Asks the database directly, past all proxies.
final class StandingReader {
    private let url: String
    private var connection: Connection?

    init(url: String) { self.url = url }

    /// - Returns: nil while the database is away.
    func read() -> Standing? {
        guard let rows = run(Self.standing, []) else { return nil }
        return Standing(
            offsets: rows.int(0, 0), numbered: rows.int(0, 1), published: rows.int(0, 2), timers: rows.int(0, 3))
    }

    /// What intake has taken: requests (a row without a fingerprint is one that it has only heard of), and units.
    ///
    /// - Returns: nil while the database is away.
    func taken() -> (returns: Int64, units: Int64)? {
        run(Self.taken, []).map { ($0.int(0, 0), $0.int(0, 1)) }
    }

    /// The sessions of workers, in a stable order.
    func sessions() -> [Int64] {
        guard
            let rows = run(
                Self.sessions,
                [.texts(ChaosWorkers.names.flatMap { ["backhaul-\($0)-consumer", "backhaul-\($0)-relay"] })])
        else { return [] }
        return (0..<rows.count).map { rows.int($0, 0) }
    }

    /// The sessions of one worker that are older than the given time.
    func sessions(of service: String, olderThanMilliseconds age: Int64) -> [Int64] {
        let names = ["backhaul-\(service)-consumer", "backhaul-\(service)-relay"]
        guard let rows = run(Self.oldSessions, [.texts(names), .int8(age)]) else { return [] }
        return (0..<rows.count).map { rows.int($0, 0) }
    }

    /// Sets a timer that is due and concerns nothing that a worker knows.
    func setTimer(_ timer: IdleTimer, of service: String, number: Int64) {
        guard let statement = Self.setTimer[service] else { return }
        _ = run(statement, [.text("chaos/\(number)"), .text(timer.kind), .text(timer.payload)])
    }

    /// Has the server end a session.
    func terminate(session: Int64) { _ = run(Self.terminate, [.int8(session)]) }

    func close() {
        connection?.close()
        connection = nil
    }

    private func run(_ statement: Statement, _ parameters: [SQLValue]) -> Rows? {
        do {
            let open =
                try connection
                ?? Connection.open(
                    ConnectionSettings(url: url, schema: "public", applicationName: "chaos"))
            connection = open
            return try open.run(statement, parameters)
        } catch {
            close()
            return nil
        }
    }

    private static let standing = Statement(
        "chaos.standing",
        "SELECT "
            + [
                sum("next_offset", "consumer_offset"), sum("lane_seq", "consumer_offset"),
                sum("published_seq", "relay_hint"),
                ChaosWorkers.names.map { "(SELECT count(*) FROM \($0).timer)" }.joined(separator: " + "),
            ].joined(separator: ", "))

    private static func sum(_ column: String, _ table: String) -> String {
        ChaosWorkers.names.map { "(SELECT coalesce(sum(\(column)), 0)::bigint FROM \($0).\(table))" }
            .joined(separator: " + ")
    }

    private static let taken = Statement(
        "chaos.taken",
        """
        SELECT (SELECT count(*) FROM intake.return_request WHERE fingerprint IS NOT NULL),
            (SELECT count(*) FROM intake.unit)
        """)

    private static let sessions = Statement(
        "chaos.sessions",
        "SELECT pid::bigint FROM pg_stat_activity WHERE application_name = ANY ($1::text[]) ORDER BY backend_start, pid"
    )

    private static let oldSessions = Statement(
        "chaos.sessions.old",
        """
        SELECT pid::bigint FROM pg_stat_activity
        WHERE application_name = ANY ($1::text[]) AND backend_start < now() - $2 * interval '1 millisecond'
        """)

    private static let setTimer = Dictionary(
        uniqueKeysWithValues: ChaosWorkers.names.map { service in
            let text = """
                INSERT INTO \(service).timer (key, kind, due_at, payload)
                VALUES ($1, $2, 0, convert_to($3, 'UTF8')) ON CONFLICT DO NOTHING
                """
            return (service, Statement("chaos.timer.\(service)", text))
        })

    private static let terminate = Statement("chaos.terminate", "SELECT pg_terminate_backend($1::int8::int4)")
}
