import AuditDomain
import Kernel
import Postgres
import Worker

/// Return lines, units and refunds of intake's tables against what the topics told.
struct IntakeComparison {
    let book: AuditBook
    let connection: TableReader
    /// Whether topics no longer begin at their first record: then the database may know more.
    let isCut: Bool
    private(set) var findings: [Finding] = []

    init(_ book: AuditBook, _ connection: TableReader, isCut: Bool) {
        self.book = book
        self.connection = connection
        self.isCut = isCut
    }

    mutating func run() throws(Fault) -> [Finding] {
        try lines()
        try units()
        try money()
        return findings
    }

    private mutating func lines() throws(Fault) {
        var told = Set(book.lines.keys)
        var units: [String: Int64] = [:]
        try connection.scan(Statement("audit.intake.matched", Self.matchedQuery)) { rows, row in
            units[rows.text(row, 0)] = rows.int(row, 1)
        }
        var found: [Finding] = []
        try connection.scan(Statement("audit.intake.lines", Self.linesQuery)) { rows, row in
            let line = rows.text(row, 0)
            let columns = LineColumns(
                authorized: rows.int(row, 1), received: rows.int(row, 2), lost: rows.int(row, 3),
                kept: rows.int(row, 4), cancelled: rows.int(row, 5), open: rows.int(row, 6),
                isDecided: rows.bool(row, 7))
            told.remove(line)
            found += LineLaw.broken(line, columns)
            let matched = units[line] ?? 0
            if matched != columns.received {
                found.append(
                    Finding(
                        .conservation, line, found: "received \(columns.received) in the database",
                        expected: "\(matched), as many as it has units"))
            }
            if !isCut { found += LineLaw.differences(line, book.lines[line], columns) }
        }
        findings += found
        findings += told.sorted().map {
            Finding(.conservation, $0, found: "events of a line that the database does not have", expected: "its row")
        }
    }

    private mutating func units() throws(Fault) {
        var told = Set(book.units.lazy.filter { $0.value.arrivals > 0 }.map(\.key))
        var found: [Finding] = []
        try connection.scan(Statement("audit.intake.units", Self.unitsQuery)) { rows, row in
            let unit = rows.text(row, 0)
            guard told.remove(unit) != nil else {
                if !isCut {
                    found.append(Finding(.custody, unit, found: "in the database only", expected: "its arrival"))
                }
                return
            }
            let (here, there) = (rows.optionalText(row, 1), book.units[unit]?.line)
            guard here != there else { return }
            found.append(
                Finding(
                    .custody, unit, found: "of line \(here ?? "none") in the database",
                    expected: "of line \(there ?? "none"), as on the topics"))
        }
        findings += found
        findings += told.sorted().map {
            Finding(.custody, $0, found: "an arrival that the database does not have", expected: "its row")
        }
    }

    private mutating func money() throws(Fault) {
        var told = Set(book.refunds.intents.keys)
        var net: [String: MinorUnits] = [:]
        var found: [Finding] = []
        try connection.scan(Statement("audit.intake.refunds", Self.refundsQuery)) { rows, row in
            let id = rows.text(row, 0)
            let (amount, reduced, reversed) = (rows.int(row, 2), rows.int(row, 3), rows.int(row, 4))
            told.remove(id)
            net[rows.text(row, 1), default: 0] += amount - reduced - reversed
            guard !isCut || book.refunds.intents[id].map({ $0.dues > 0 }) ?? false else { return }
            found += RefundLaw.differences(
                id, book.refunds.intents[id], amount: amount, reduced: reduced, reversed: reversed)
        }
        found += told.sorted().filter { !isCut || book.refunds.intents[$0]?.dues ?? 0 > 0 }.map {
            Finding(.money, $0, found: "an intent that the database does not have", expected: "its row")
        }
        findings += found
        try overpaid(net)
    }

    /// Against what was paid, by the database's word and by the topics'.
    private mutating func overpaid(_ net: [String: MinorUnits]) throws(Fault) {
        var refunded = book.refunds.netByOrderLine
        refunded[""] = nil
        refunded.merge(net) { max($0, $1) }
        var found: [Finding] = []
        try connection.scan(Statement("audit.intake.paid", Self.paidQuery)) { rows, row in
            let line = rows.text(row, 0)
            guard let net = refunded.removeValue(forKey: line) else { return }
            found += RefundLaw.overpaid(line, net: net, paid: rows.int(row, 1))
        }
        for (line, net) in refunded.sorted(by: { $0.key < $1.key }) {
            found += RefundLaw.overpaid(line, net: net, paid: 0)
        }
        findings += found
    }

    private static let linesQuery = """
        SELECT merchant || '/' || return_id || '/' || line_id, authorized, received, lost, kept, cancelled, open,
               outcome IS NOT NULL
        FROM intake.return_line
        """

    private static let matchedQuery = """
        SELECT merchant || '/' || return_id || '/' || line_id, count(*) FROM intake.unit
        WHERE finding = 'matched' GROUP BY 1
        """

    private static let unitsQuery = """
        SELECT merchant || '/' || unit_id,
               CASE WHEN finding = 'matched' THEN merchant || '/' || return_id || '/' || line_id END
        FROM intake.unit
        """

    private static let refundsQuery = """
        SELECT merchant || '/' || refund_id, merchant || '/' || order_id || '/' || order_line_id, amount, reduced,
               reversed
        FROM intake.refund
        """

    /// What was paid for each line of the orders that anything was refunded of.
    private static let paidQuery = """
        SELECT o.merchant || '/' || o.order_id || '/' || (line->>'lineId'),
               (line->>'unitPrice')::bigint * (line->>'quantity')::bigint - coalesce((line->>'discount')::bigint, 0)
               + coalesce((line->>'tax')::bigint, 0) + coalesce((line->>'shippingShare')::bigint, 0)
        FROM intake.order_fact o, json_array_elements(o.lines) AS line
        WHERE (o.merchant, o.order_id) IN (SELECT merchant, order_id FROM intake.refund)
        """
}
