import Foundation
import Postgres
import TestSupport
import Worker

/// How far a service is.
struct Progress: Equatable {
    /// Records applied: sum of the next offsets.
    var applied = 0
    /// Events numbered: sum of the last numbers of all lanes.
    var numbered = 0
    /// Events known to be published.
    var published = 0
}

/// Asks the database how far a service is.
final class ProgressGauge {
    private static let stillSeconds = 60.0
    private let connection: Connection
    private let statement: Statement

    init(_ connection: Connection, service: String) {
        self.connection = connection
        statement = Statement(
            "bench.progress",
            """
            SELECT coalesce(sum(next_offset), 0)::bigint, coalesce(sum(lane_seq), 0)::bigint,
                (SELECT coalesce(sum(published_seq), 0)::bigint FROM \(service).relay_hint)
            FROM \(service).consumer_offset
            """)
    }

    deinit { connection.close() }

    func look() throws -> Progress {
        let rows = try connection.run(statement)
        return Progress(
            applied: Int(rows.int(0, 0)), numbered: Int(rows.int(0, 1)), published: Int(rows.int(0, 2)))
    }

    /// Looks again and again until it is so.
    ///
    /// - Parameter onLook: called at each look.
    /// - Throws: `RunError` when nothing has moved for a minute.
    func wait(
        everyMilliseconds pause: Int = 20, onLook: (Progress) throws -> Void = { _ in },
        until isSo: (Progress) -> Bool
    ) throws {
        var last = try look()
        var since = Date()
        while true {
            let now = try look()
            try onLook(now)
            if isSo(now) { return }
            if now != last { (last, since) = (now, Date()) }
            guard Date().timeIntervalSince(since) < Self.stillSeconds else {
                throw RunError("nothing moves any more: \(now)")
            }
            Thread.sleep(forTimeInterval: Double(pause) / 1_000)
        }
    }
}
