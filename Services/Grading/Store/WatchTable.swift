import GradingDomain
import Kernel
import Worker

/// Which units wait to be told of a product or a policy.
enum WatchTable {
    /// The watches on these subjects, whose rows the caller has locked.
    static func load(
        products: Set<MerchantKey>, policies: Set<MerchantKey>, from session: any SQLSession
    ) throws(Fault) -> WatchSet {
        var set = WatchSet()
        let subjects =
            products.map { WatchSet.Subject(fact: .product, key: $0) }
            + policies.map { WatchSet.Subject(fact: .policy, key: $0) }
        guard !subjects.isEmpty else { return set }
        let rows = try session.run(read, columns(subjects))
        for row in 0..<rows.count {
            let fact: AwaitedFact = rows.text(row, 2) == AwaitedFact.product.rawValue ? .product : .policy
            set.load(fact, rows.merchantKey(row), unitID: rows.text(row, 3))
        }
        return set
    }

    static func store(_ set: WatchSet, into session: any SQLSession) throws(Fault) {
        try write(insert, set.changes.filter(\.value).map(\.key), session)
        try write(delete, set.changes.filter { !$0.value }.map(\.key), session)
    }

    private static func write(
        _ statement: Statement, _ changes: [WatchSet.Change], _ session: any SQLSession
    ) throws(Fault) {
        guard !changes.isEmpty else { return }
        let sorted = changes.sorted { ($0.subject, $0.unitID) < ($1.subject, $1.unitID) }
        try session.post(statement, columns(sorted.map(\.subject)) + [.texts(sorted.map(\.unitID))])
    }

    private static func columns(_ subjects: [WatchSet.Subject]) -> [SQLValue] {
        [
            .texts(subjects.map(\.key.merchant)), .texts(subjects.map(\.key.id)),
            .texts(subjects.map(\.fact.rawValue)),
        ]
    }

    private static let read = Statement(
        "grading.watches.read",
        """
        SELECT merchant, fact_id, fact, unit_id FROM watch
        WHERE (merchant, fact_id, fact) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
        """)

    private static let insert = Statement(
        "grading.watches.insert",
        """
        INSERT INTO watch (merchant, fact_id, fact, unit_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
        ON CONFLICT DO NOTHING
        """)

    private static let delete = Statement(
        "grading.watches.delete",
        """
        DELETE FROM watch USING unnest($1::text[], $2::text[], $3::text[], $4::text[])
            AS n (merchant, fact_id, fact, unit_id)
        WHERE watch.merchant = n.merchant AND watch.fact = n.fact AND watch.fact_id = n.fact_id
            AND watch.unit_id = n.unit_id
        """)
}
