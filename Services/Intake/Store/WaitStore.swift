import Kernel
import Worker

extension Statement {
    static let readWaits = Statement(
        "intake.waiting.read",
        """
        SELECT w.merchant, w.fact_id, w.return_id
        FROM unnest($2::text[], $3::text[]) AS k (merchant, id)
        JOIN waiting w ON w.kind = $1 AND w.merchant = k.merchant AND w.fact_id = k.id
        """)

    static let addWaits = Statement(
        "intake.waiting.add",
        """
        INSERT INTO waiting (kind, merchant, fact_id, return_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
        """)

    static let removeWaits = Statement(
        "intake.waiting.remove",
        """
        DELETE FROM waiting w USING unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS o (k, m, f, r)
        WHERE w.kind = o.k AND w.merchant = o.m AND w.fact_id = o.f AND w.return_id = o.r
        """)
}

extension Loader {
    /// Only under the locks of the facts: a return that came first is seen for certain.
    mutating func loadWaits(_ kind: Wait.Kind, _ facts: Set<MerchantKey>) throws(Fault) {
        guard !facts.isEmpty else { return }
        let rows = try session.run(.readWaits, [.text(kind.rawValue)] + KeyColumns.of(facts))
        for row in 0..<rows.count {
            working.waits.load(Wait(kind, MerchantKey(rows.text(row, 0), rows.text(row, 1)), rows.text(row, 2)))
        }
    }
}

extension IntakeWorking {
    func storeWaits(into session: any SQLSession) throws(Fault) {
        if !waits.added.isEmpty { try session.run(.addWaits, columns(waits.added)) }
        if !waits.removed.isEmpty { try session.run(.removeWaits, columns(waits.removed)) }
    }

    private func columns(_ waits: [Wait]) -> [SQLValue] {
        [
            .texts(waits.map(\.kind.rawValue)), .texts(waits.map(\.fact.merchant)), .texts(waits.map(\.fact.id)),
            .texts(waits.map(\.returnID)),
        ]
    }
}
