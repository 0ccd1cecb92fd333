import Kernel
import Postgres
import Worker

/// Asks the database of each worker whether the laws hold, and whether anything still moves.
final class LawCheck {
    private let connections: [(worker: WorkerEntry, connection: Connection)]

    /// - Throws: when the database cannot be reached.
    init(url: String) throws(Fault) {
        var opened: [(WorkerEntry, Connection)] = []
        for worker in WorkerCatalogue.all {
            let settings = ConnectionSettings(
                url: url, schema: worker.name, applicationName: "backhaul-demo", limits: .migration,
                // Sums over whole tables: joined by hash, whatever the statistics of a fresh table say.
                serverSettings: ["enable_nestloop": "off", "enable_mergejoin": "off"])
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

    /// The last number of each lane that has put anything out: `/backhaul/intake returns.requests.3`.
    func lastNumbers() throws(Fault) -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        for (worker, connection) in connections {
            let rows = try connection.run(Self.numbers)
            for row in 0..<rows.count {
                let lane = LaneID(rows.text(row, 0), Int32(rows.int(row, 1)))
                numbers["\(EventSourceName.of(worker.name)) \(lane)"] = rows.int(row, 2)
            }
        }
        return numbers
    }

    /// The conservation law over all return lines, and the law of money over all order lines.
    func balance() throws(Fault) -> Balance {
        let intake = try connection(of: "intake")
        let moving = try connection(of: "disposition").run(Self.moving)
        let lines = try intake.run(Self.lines)
        let breaches = try intake.run(Self.breaches)
        let overpaid = try intake.run(Self.overpaid)
        return Balance(
            authorized: lines.int(0, 0), received: lines.int(0, 1), lost: lines.int(0, 2), kept: lines.int(0, 3),
            cancelled: lines.int(0, 4), open: lines.int(0, 5), unannounced: lines.int(0, 6),
            breachedLines: breaches.int(0, 0), overpaidLines: overpaid.int(0, 0), waitingReturns: lines.int(0, 7),
            unitsOnTheirWay: moving.int(0, 0))
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

    private static let numbers = Statement(
        "demo.numbers", "SELECT topic, part, lane_seq FROM consumer_offset WHERE lane_seq > 0")

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

    /// Lines whose columns do not sum up, or that count other units than there are.
    private static let breaches = Statement(
        "demo.breaches",
        """
        WITH counted AS MATERIALIZED (
            SELECT merchant, return_id, line_id, count(*) AS units
            FROM unit WHERE finding = 'matched' GROUP BY 1, 2, 3)
        SELECT count(*) FROM return_line l LEFT JOIN counted c USING (merchant, return_id, line_id)
        WHERE authorized <> received + lost + kept + cancelled + open
           OR least(received, lost, kept, cancelled, open) < 0
           OR received <> coalesce(c.units, 0)
        """)

    /// Order lines that were refunded more than was paid for them.
    private static let overpaid = Statement(
        "demo.overpaid",
        """
        WITH refunded AS MATERIALIZED (
            SELECT merchant, order_id, order_line_id, sum(amount - reduced - reversed) AS net
            FROM refund GROUP BY 1, 2, 3),
        paid AS MATERIALIZED (
            SELECT o.merchant, o.order_id, line->>'lineId' AS order_line_id,
                   (line->>'unitPrice')::bigint * (line->>'quantity')::bigint - coalesce((line->>'discount')::bigint, 0)
                   + coalesce((line->>'tax')::bigint, 0) + coalesce((line->>'shippingShare')::bigint, 0) AS total
            FROM order_fact o, jsonb_array_elements(o.lines) AS line)
        SELECT count(*) FROM refunded r LEFT JOIN paid p USING (merchant, order_id, order_line_id)
        WHERE r.net < 0 OR r.net > coalesce(p.total, 0)
        """)
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
