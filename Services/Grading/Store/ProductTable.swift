import GradingDomain
import Kernel
import Worker

/// Articles: what kind of thing each one is.
enum ProductTable {
    /// - Parameters:
    ///   - keys: read; those that are not described yet are locked too, so that their description meets the reader.
    ///   - locking: locked in any case.
    static func load(
        _ keys: Set<MerchantKey>, locking: Set<MerchantKey>, from session: any SQLSession
    ) throws(Fault) -> RowSet<Versioned<ProductCategory>> {
        let unlocked = keys.subtracting(locking)
        let known = unlocked.isEmpty ? [:] : try rows(session.run(readKnown, unlocked.columns))
        let toLock = locking.union(unlocked.filter { known[$0] == nil })
        guard !toLock.isEmpty else { return RowSet(known) }
        try session.post(place, toLock.columns)
        let locked = try rows(session.run(lock, toLock.columns))
        return RowSet(known.merging(locked) { $1 })
    }

    static func store(_ set: RowSet<Versioned<ProductCategory>>, into session: any SQLSession) throws(Fault) {
        let dirty = set.dirty
        guard !dirty.isEmpty else { return }
        try session.post(
            update,
            dirty.map(\.key).columns + [
                .int8s(dirty.map(\.row.version)), .int8s(dirty.map(\.row.fingerprint)),
                .texts(dirty.map(\.row.value.rawValue)),
            ])
    }

    private static func rows(_ rows: Rows) throws(Fault) -> [MerchantKey: Versioned<ProductCategory>] {
        var found: [MerchantKey: Versioned<ProductCategory>] = [:]
        for row in 0..<rows.count {
            guard let version = rows.optionalInt(row, 2) else { continue }
            guard let category = ProductCategory(rawValue: rows.text(row, 4)) else {
                throw Fault(.fatal, "grading.products.load", "a category is stored that this program does not know")
            }
            found[rows.merchantKey(row)] = Versioned(
                version: version, fingerprint: rows.int(row, 3), value: category)
        }
        return found
    }

    private static let readKnown = Statement(
        "grading.products.read",
        """
        SELECT merchant, sku, described_at, fingerprint, category FROM product
        WHERE (merchant, sku) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND described_at IS NOT NULL
        """)

    private static let place = Statement(
        "grading.products.place",
        """
        INSERT INTO product (merchant, sku)
        SELECT k.merchant, k.sku FROM unnest($1::text[], $2::text[]) AS k (merchant, sku) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """)

    private static let lock = Statement(
        "grading.products.lock",
        """
        SELECT merchant, sku, described_at, fingerprint, category FROM product
        WHERE (merchant, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY merchant, sku FOR UPDATE
        """)

    private static let update = Statement(
        "grading.products.update",
        """
        UPDATE product AS t SET described_at = n.described_at, fingerprint = n.fingerprint, category = n.category
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
            AS n (merchant, sku, described_at, fingerprint, category)
        WHERE t.merchant = n.merchant AND t.sku = n.sku
        """)
}
