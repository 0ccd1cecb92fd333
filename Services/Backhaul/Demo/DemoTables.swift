import Kernel
import Postgres
import Worker

/// Asks the database of each worker whether anything still moves, and for the sums that the report shows.
final class DemoTables {
    private let connections: [(worker: WorkerEntry, connection: Connection)]

    /// - Throws: when the database cannot be reached.
    init(url: String) throws(Fault) {
        var opened: [(WorkerEntry, Connection)] = []
        for worker in WorkerCatalogue.all {
            let settings = ConnectionSettings(
                url: url, schema: worker.name, applicationName: "backhaul-demo", limits: .migration)
            opened.append((worker, try Connection.open(settings)))
        }
        connections = opened
    }

    /// How far all lanes are, and what waits: equal at two looks means that nothing moved.
    struct Standing: Equatable {
        var offsets: Int64 = 0
        var numbered: Int64 = 0
        var published: Int64 = 0
        var timers: Int64 = 0

        /// Everything numbered is published, and no timer is set.
        var isQuiet: Bool { numbered == published && timers == 0 }
    }

    func standing() throws(Fault) -> Standing {
        var sum = Standing()
        for (_, connection) in connections {
            let row = try connection.run(Self.standing)
            sum.offsets += row.int(0, 0)
            sum.numbered += row.int(0, 1)
            sum.published += row.int(0, 2)
            sum.timers += row.int(0, 3)
        }
        return sum
    }

    /// The sums over all return lines. The laws of each line are the judge's matter.
    func balance() throws(Fault) -> Balance {
        let moving = try connection(of: "disposition").run(Self.moving)
        let lines = try connection(of: "intake").run(Self.lines)
        return Balance(
            authorized: lines.int(0, 0), received: lines.int(0, 1), lost: lines.int(0, 2), kept: lines.int(0, 3),
            cancelled: lines.int(0, 4), open: lines.int(0, 5), unannounced: lines.int(0, 6),
            waitingReturns: lines.int(0, 7), unitsOnTheirWay: moving.int(0, 0))
    }

    private func connection(of worker: String) throws(Fault) -> Connection {
        guard let found = connections.first(where: { $0.worker.name == worker }) else {
            throw Fault(.fatal, "demo.balance", "there is no worker named \(worker)")
        }
        return found.connection
    }

    func close() { for (_, connection) in connections { connection.close() } }

    private static let standing = Statement(
        "demo.standing",
        """
        SELECT (SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_offset),
               (SELECT coalesce(sum(lane_seq), 0)::bigint FROM consumer_offset),
               (SELECT coalesce(sum(published_seq), 0)::bigint FROM relay_hint),
               (SELECT count(*) FROM timer)
        """)

    private static let lines = Statement(
        "demo.lines",
        """
        SELECT coalesce(sum(authorized), 0)::bigint, coalesce(sum(received), 0)::bigint, coalesce(sum(lost), 0)::bigint,
               coalesce(sum(kept), 0)::bigint, coalesce(sum(cancelled), 0)::bigint, coalesce(sum(open), 0)::bigint,
               (SELECT count(*) FROM unit WHERE finding <> 'matched'),
               (SELECT count(*) FROM return_request WHERE status = 'waiting')
        FROM return_line
        """)

    /// Units in hand that are neither at their end nor told to wait.
    private static let moving = Statement(
        "demo.moving",
        "SELECT count(*) FROM unit WHERE state = 'waiting' OR (state = 'open' AND disposition IS DISTINCT FROM 'hold')")
}

/// The sums of the conservation law, in items.
struct Balance: Codable, Sendable {
    var authorized: Int64 = 0
    var received: Int64 = 0
    var lost: Int64 = 0
    var kept: Int64 = 0
    var cancelled: Int64 = 0
    var open: Int64 = 0
    var unannounced: Int64 = 0
    /// Breaches of the conservation law, and of the law of money, by the judge's word.
    var breachedLines: Int64 = 0
    var overpaidLines: Int64 = 0
    /// Returns that still wait for an order or a policy.
    var waitingReturns: Int64 = 0

    /// Units that are neither at their end nor told to wait.
    var unitsOnTheirWay: Int64 = 0

    /// authorised + unannounced = received (both kinds) + lost + kept + cancelled + open, on every line and in sum.
    var holds: Bool {
        breachedLines == 0 && overpaidLines == 0 && authorized == received + lost + kept + cancelled + open
    }
}
