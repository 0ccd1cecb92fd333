import Contracts
import DispositionDomain
import Kernel
import Worker

/// A recall's scope as it is stored: what came, and what the domain makes of it.
package struct StoredScope: Sendable, Hashable {
    /// What the domain makes of it.
    package var fact: ScopeFact
    /// The scope as it came.
    package var scope: RecallScope
    /// Fingerprint of the event.
    package var print: Int64
}

/// Table `recall_scope`, and the lock that stands for all of it.
enum ScopeRows {
    /// Taken by every batch that may move a unit.
    static let lockShared = Statement(
        "disposition.scopes.lock_shared",
        "SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.recall_scope', 0))")
    /// Taken by a batch that brings a scope: no unit moves meanwhile.
    static let lockAlone = Statement(
        "disposition.scopes.lock_alone",
        "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.recall_scope', 0))")

    private static let loadStatement = Statement(
        "disposition.scopes.load",
        """
        SELECT merchant, recall_id, version, active, mock, remedy, scope, scoped_at, print
        FROM recall_scope WHERE merchant = ANY ($1::text[]) ORDER BY merchant, recall_id
        """)

    /// All recalls of these merchants, those that are over too: a merchant has some dozens.
    static func load(_ merchants: [String], from session: any SQLSession) throws(Fault) -> [MerchantKey: StoredScope] {
        guard !merchants.isEmpty else { return [:] }
        let rows = try session.run(loadStatement, [.texts(merchants)])
        var scopes: [MerchantKey: StoredScope] = [:]
        for row in 0..<rows.count {
            let scope = try JSONColumn.decode(RecallScope.self, rows.json(row, 6), column: "recall_scope.scope")
            guard let remedy = RecallRemedy(rawValue: rows.text(row, 5)) else {
                throw Fault(.fatal, "disposition.decode", "column recall_scope.remedy: unknown code")
            }
            let fact = ScopeFact(
                recallId: rows.text(row, 1), version: rows.int(row, 2), active: rows.bool(row, 3),
                mock: rows.bool(row, 4), remedy: remedy, criteria: ScopeCriteria(scope),
                scopedAt: Instant(microseconds: rows.int(row, 7)))
            scopes[MerchantKey(rows.text(row, 0), fact.recallId)] = StoredScope(
                fact: fact, scope: scope, print: rows.int(row, 8))
        }
        return scopes
    }

    private static let storeStatement = Statement(
        "disposition.scopes.store",
        """
        INSERT INTO recall_scope (merchant, recall_id, version, active, mock, remedy, scope, scoped_at, print)
        SELECT * FROM unnest(
            $1::text[], $2::text[], $3::int8[], $4::bool[], $5::bool[], $6::text[], $7::json[], $8::int8[], $9::int8[])
        ON CONFLICT (merchant, recall_id) DO UPDATE
        SET version = excluded.version, active = excluded.active, mock = excluded.mock, remedy = excluded.remedy,
            scope = excluded.scope, scoped_at = excluded.scoped_at, print = excluded.print
        """)

    static func store(_ changed: [(key: MerchantKey, value: StoredScope)], into session: any SQLSession) throws(Fault) {
        guard !changed.isEmpty else { return }
        let facts = changed.map(\.value.fact)
        var documents: [[UInt8]?] = []
        for (_, stored) in changed { documents.append(try JSONColumn.encode(stored.scope)) }
        try session.post(
            storeStatement,
            [
                .texts(changed.map(\.key.merchant)), .texts(changed.map(\.key.id)), .int8s(facts.map(\.version)),
                .bools(facts.map(\.active)), .bools(facts.map(\.mock)), .texts(facts.map(\.remedy.rawValue)),
                .jsons(documents), .int8s(facts.map(\.scopedAt.microseconds)), .int8s(changed.map(\.value.print)),
            ])
    }
}
