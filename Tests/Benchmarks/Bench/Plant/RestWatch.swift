import Foundation
import Postgres
import TestSupport
import Worker

/// Tells when workers are at rest: everything numbered is published, no timer is set, and nothing has moved for a
/// while.
final class RestWatch {
    /// How far all lanes of all workers are.
    struct Standing: Equatable {
        /// Sum of the next offsets.
        var offsets: Int64 = 0
        /// Sum of the numbers of the last events put out, and of those known to be published.
        var numbered: Int64 = 0
        var published: Int64 = 0
        var timers: Int64 = 0

        var isQuiet: Bool { numbered == published && timers == 0 }
    }

    /// Time that nothing may move for before it counts as rest.
    static let calmSeconds = 1.5
    private static let stillSeconds = 120.0
    private let connection: Connection
    private let statement: Statement
    private var last = Standing()
    private var since = Date()

    init(_ connection: Connection, services: [String]) {
        self.connection = connection
        func sum(_ column: String, _ table: String) -> String {
            services.map { "(SELECT coalesce(sum(\(column)), 0)::bigint FROM \($0).\(table))" }.joined(separator: " + ")
        }
        let timers = services.map { "(SELECT count(*) FROM \($0).timer)" }.joined(separator: " + ")
        let sums = [
            sum("next_offset", "consumer_offset"), sum("lane_seq", "consumer_offset"),
            sum("published_seq", "relay_hint"), timers,
        ]
        statement = Statement("bench.rest", "SELECT \(sums.joined(separator: ", "))")
    }

    deinit { connection.close() }

    /// One look.
    ///
    /// - Throws: `RunError` when nothing has moved for two minutes and still it is no rest.
    func isAtRest() throws -> Bool {
        let rows = try connection.run(statement)
        let now = Standing(
            offsets: rows.int(0, 0), numbered: rows.int(0, 1), published: rows.int(0, 2), timers: rows.int(0, 3))
        if now != last { (last, since) = (now, Date()) }
        let seconds = Date().timeIntervalSince(since)
        guard seconds < Self.stillSeconds else { throw RunError("nothing moves any more: \(now)") }
        return now.isQuiet && seconds >= Self.calmSeconds
    }

    /// Looks again and again until everything is at rest.
    func wait() throws {
        while try !isAtRest() { Thread.sleep(forTimeInterval: 0.1) }
    }
}
