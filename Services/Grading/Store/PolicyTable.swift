import GradingDomain
import Kernel
import Worker

/// Policies: what is kept back for a grade.
enum PolicyTable {
    /// As `ProductTable.load`.
    static func load(
        _ keys: Set<MerchantKey>, locking: Set<MerchantKey>, from session: any SQLSession
    ) throws(Fault) -> RowSet<Versioned<GradeReductions>> {
        let unlocked = keys.subtracting(locking)
        let known = try readKnown(unlocked, from: session)
        let toLock = locking.union(unlocked.filter { known[$0] == nil })
        guard !toLock.isEmpty else { return RowSet(known) }
        try session.post(place, toLock.columns)
        let locked = try rows(session.run(lock, toLock.columns))
        return RowSet(known.merging(locked) { $1 })
    }

    /// The published ones among these, without locks.
    static func readKnown(
        _ keys: Set<MerchantKey>, from session: any SQLSession
    ) throws(Fault) -> [MerchantKey: Versioned<GradeReductions>] {
        keys.isEmpty ? [:] : try rows(session.run(read, keys.columns))
    }

    static func store(_ set: RowSet<Versioned<GradeReductions>>, into session: any SQLSession) throws(Fault) {
        let dirty = set.dirty
        guard !dirty.isEmpty else { return }
        var reductions: [[UInt8]?] = []
        for (_, row) in dirty { reductions.append(try JSONColumn.encode(row.value, update.name)) }
        try session.post(
            update,
            dirty.map(\.key).columns + [
                .int8s(dirty.map(\.row.version)), .int8s(dirty.map(\.row.fingerprint)), .jsons(reductions),
            ])
    }

    private static func rows(_ rows: Rows) throws(Fault) -> [MerchantKey: Versioned<GradeReductions>] {
        var found: [MerchantKey: Versioned<GradeReductions>] = [:]
        for row in 0..<rows.count {
            guard let version = rows.optionalInt(row, 2) else { continue }
            found[rows.merchantKey(row)] = Versioned(
                version: version, fingerprint: rows.int(row, 3),
                value: try JSONColumn.decode(GradeReductions.self, from: rows.json(row, 4), "grading.policies.load"))
        }
        return found
    }

    private static let read = Statement(
        "grading.policies.read",
        """
        SELECT merchant, policy_id, version, fingerprint, reductions FROM policy
        WHERE (merchant, policy_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND version IS NOT NULL
        """)

    private static let place = Statement(
        "grading.policies.place",
        """
        INSERT INTO policy (merchant, policy_id)
        SELECT k.merchant, k.id FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """)

    private static let lock = Statement(
        "grading.policies.lock",
        """
        SELECT merchant, policy_id, version, fingerprint, reductions FROM policy
        WHERE (merchant, policy_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY merchant, policy_id FOR UPDATE
        """)

    private static let update = Statement(
        "grading.policies.update",
        """
        UPDATE policy AS t SET version = n.version, fingerprint = n.fingerprint, reductions = n.reductions
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::json[])
            AS n (merchant, policy_id, version, fingerprint, reductions)
        WHERE t.merchant = n.merchant AND t.policy_id = n.policy_id
        """)
}
