import Contracts
import DispositionDomain
import Kernel
import Worker

/// Table `unit`.
enum UnitRows {
    private static let meetStatement = Statement(
        "disposition.units.meet",
        """
        INSERT INTO unit (merchant, unit_id)
        SELECT merchant, unit_id FROM unnest($1::text[], $2::text[]) AS k (merchant, unit_id) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """)

    /// Makes rows for units that have none. Two halves of a pair that arrive at once both pass here, and one waits.
    static func meet(_ keys: [MerchantKey], in session: any SQLSession) throws(Fault) {
        guard !keys.isEmpty else { return }
        try session.post(meetStatement, [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))])
    }

    static let lockStatement = Statement(
        "disposition.units.lock",
        """
        SELECT u.merchant, u.unit_id, u.arrival_print, u.grade_print, u.arrival, u.grade, u.progress
        FROM unit u
        WHERE (u.merchant, u.unit_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY u.merchant, u.unit_id
        FOR UPDATE OF u
        """)

    static func lock(_ keys: [MerchantKey], from session: any SQLSession) throws(Fault) -> [MerchantKey: UnitCase] {
        guard !keys.isEmpty else { return [:] }
        let rows = try session.run(lockStatement, [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))])
        var units: [MerchantKey: UnitCase] = [:]
        units.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            let unit = try unit(rows, row)
            units[MerchantKey(unit.merchant, unit.unitId)] = unit
        }
        return units
    }

    private static func unit(_ rows: Rows, _ row: Int) throws(Fault) -> UnitCase {
        let arrival =
            rows.isNull(row, 4)
            ? nil : try JSONColumn.decode(ArrivalFacts.self, rows.json(row, 4), column: "unit.arrival")
        let grade =
            rows.isNull(row, 5) ? nil : try JSONColumn.decode(GradeFacts.self, rows.json(row, 5), column: "unit.grade")
        let progress =
            rows.isNull(row, 6)
            ? UnitProgress() : try JSONColumn.decode(UnitProgress.self, rows.json(row, 6), column: "unit.progress")
        return UnitCase(
            merchant: rows.text(row, 0), unitId: rows.text(row, 1), arrival: arrival,
            arrivalPrint: rows.optionalInt(row, 2), grade: grade, gradePrint: rows.optionalInt(row, 3),
            progress: progress)
    }

    static let candidatesStatement = Statement(
        "disposition.units.candidates",
        """
        SELECT unit_id FROM (
            SELECT u.unit_id FROM unit u
            WHERE u.merchant = $1 AND u.gtin = ANY ($2::text[]) AND u.state <> 'gone' AND u.unit_id COLLATE "C" > $4
            UNION
            SELECT u.unit_id FROM unit u
            WHERE u.merchant = $1 AND u.sku = ANY ($3::text[]) AND u.state <> 'gone' AND u.unit_id COLLATE "C" > $4
        ) AS candidate
        ORDER BY unit_id COLLATE "C" LIMIT $5
        """)

    /// Units of these articles that are in hand or on a shelf, in the order of their ids; the domain says which of
    /// them a scope means.
    static func candidates(
        _ sweep: DispositionKeys.Sweep, limit: Int64, from session: any SQLSession
    ) throws(Fault) -> [String] {
        let rows = try session.run(
            candidatesStatement,
            [
                .text(sweep.merchant), .texts(sweep.articles.gtins.sorted()), .texts(sweep.articles.skus.sorted()),
                .text(sweep.after), .int8(limit),
            ])
        return (0..<rows.count).map { rows.text($0, 0) }
    }

    static let waitingStatement = Statement(
        "disposition.units.waiting",
        """
        SELECT u.merchant, u.sku, u.unit_id FROM unit u
        JOIN unnest($1::text[], $2::text[], $3::bool[]) AS p (merchant, sku, has_gtin)
            ON u.merchant = p.merchant AND u.sku = p.sku
        WHERE u.state = 'waiting' OR (p.has_gtin AND u.gtin IS NULL AND u.state <> 'gone')
        ORDER BY 1, 2, 3
        """)

    /// Units that a description is for. Read without a lock: they are only woken, and decided in a batch of their own.
    static func waiting(
        _ described: [MerchantKey: Bool], from session: any SQLSession
    ) throws(Fault) -> [MerchantKey: [String]] {
        guard !described.isEmpty else { return [:] }
        let keys = described.keys.sorted()
        let rows = try session.run(
            waitingStatement,
            [.texts(keys.map(\.merchant)), .texts(keys.map(\.id)), .bools(keys.map { described[$0] ?? false })])
        var found: [MerchantKey: [String]] = [:]
        for row in 0..<rows.count {
            found[MerchantKey(rows.text(row, 0), rows.text(row, 1)), default: []].append(rows.text(row, 2))
        }
        return found
    }
}
