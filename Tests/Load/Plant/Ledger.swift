import Postgres
import TestSupport
import Worker

/// What the database says, asked directly, past the proxy.
final class Ledger {
    /// How far a worker is.
    struct Standing: Equatable, Sendable {
        /// Sum of the next offsets: rises with every record applied.
        var applied = 0
        /// Sum of the numbers of the last events put out.
        var numbered = 0
        /// Sum of the numbers known to be published.
        var published = 0
        /// Timers that are due.
        var due = 0

        /// Nothing waits to be published or fired.
        var isQuiet: Bool { numbered == published && due == 0 }
    }

    private let connection: Connection

    /// - Throws: `Fault` when the database does not answer.
    init(url: String) throws {
        connection = try Connection.open(ConnectionSettings(url: url, schema: "public", applicationName: "load"))
    }

    /// The next offset of each lane that the service was ever given, 0 for one that it has not read yet.
    func positions(_ service: String) throws -> [LaneID: Int] {
        let rows = try connection.run(
            Statement(
                "load.positions",
                "SELECT topic, part, coalesce(next_offset, 0) FROM \(service).consumer_offset"))
        return Dictionary(
            (0..<rows.count).map { row in
                (LaneID(rows.text(row, 0), Int32(rows.int(row, 1))), Int(rows.int(row, 2)))
            }, uniquingKeysWith: { $1 })
    }

    func standing(_ service: String) throws -> Standing {
        let rows = try connection.run(
            Statement(
                "load.standing",
                """
                SELECT coalesce(sum(next_offset), 0)::bigint, coalesce(sum(lane_seq), 0)::bigint,
                    (SELECT coalesce(sum(published_seq), 0)::bigint FROM \(service).relay_hint),
                    (SELECT count(*) FROM \(service).timer
                     WHERE due_at <= (extract(epoch FROM now()) * 1000000)::bigint)
                FROM \(service).consumer_offset
                """))
        return Standing(
            applied: Int(rows.int(0, 0)), numbered: Int(rows.int(0, 1)), published: Int(rows.int(0, 2)),
            due: Int(rows.int(0, 3)))
    }

    /// Rows of what follows FROM.
    func count(_ rows: String) throws -> Int {
        Int(try connection.run(Statement("load.count", "SELECT count(*) FROM \(rows)")).int(0, 0))
    }

    /// The number of a lane of intake in its outbox.
    func number(of lane: LaneID) throws -> Int {
        let rows = try connection.run(
            Statement("load.lane", "SELECT lane_number FROM intake.consumer_offset WHERE topic = $1 AND part = $2"),
            [.text(lane.topic), .int8(Int64(lane.partition))])
        guard rows.count == 1 else { throw RunError("\(lane) was never read") }
        return Int(rows.int(0, 0))
    }

    /// Changes something behind the workers' backs.
    func execute(_ sql: String) throws { try connection.execute(sql, "load") }

    func close() { connection.close() }
}
