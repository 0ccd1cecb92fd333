import GradingDomain
import Kernel
import Worker

/// Units. Both the unit's arrival and its result place the row before they lock it, so that neither can miss the other.
enum UnitTable {
    static func load(_ keys: Set<MerchantKey>, from session: any SQLSession) throws(Fault) -> RowSet<UnitCase> {
        guard !keys.isEmpty else { return RowSet() }
        try session.post(place, keys.columns)
        let rows = try session.run(lock, keys.columns)
        var found: [MerchantKey: UnitCase] = [:]
        for row in 0..<rows.count { found[rows.merchantKey(row)] = try UnitRow.read(rows, row) }
        return RowSet(found)
    }

    static func store(_ set: RowSet<UnitCase>, into session: any SQLSession) throws(Fault) {
        let dirty = set.dirty
        guard !dirty.isEmpty else { return }
        try session.post(update, dirty.map(\.key).columns + UnitRow.columns(dirty.map(\.row)))
    }

    private static let place = Statement(
        "grading.units.place",
        """
        INSERT INTO unit (merchant, unit_id)
        SELECT k.merchant, k.id FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """)

    private static let lock = Statement(
        "grading.units.lock",
        """
        SELECT merchant, unit_id, stage, arrival, arrival_fingerprint, result, result_fingerprint,
            category, tree_id, tree_version, watches_policy, grade
        FROM unit WHERE (merchant, unit_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY merchant, unit_id FOR UPDATE
        """)

    private static let update = Statement(
        "grading.units.update",
        """
        UPDATE unit AS t SET stage = n.stage, arrival = n.arrival, arrival_fingerprint = n.arrival_fingerprint,
            result = n.result, result_fingerprint = n.result_fingerprint, category = n.category, tree_id = n.tree_id,
            tree_version = n.tree_version, watches_policy = n.watches_policy, grade = n.grade
        FROM unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::bigint[], $6::json[], $7::bigint[],
                $8::text[], $9::text[], $10::bigint[], $11::boolean[], $12::text[])
            AS n (merchant, unit_id, stage, arrival, arrival_fingerprint, result, result_fingerprint,
                category, tree_id, tree_version, watches_policy, grade)
        WHERE t.merchant = n.merchant AND t.unit_id = n.unit_id
        """)
}
