import Contracts
import DispositionDomain
import Kernel
import Worker

/// An article as it is stored; without facts while units wait for its description.
package struct StoredProduct: Sendable, Hashable {
    /// When the newest description was made.
    package var describedAt: Instant?
    /// Fingerprint of the event.
    package var print: Int64?
    /// What it says; nil until one came.
    package var facts: ProductFacts?
}

/// Table `product`.
enum ProductRows {
    private static let readStatement = Statement(
        "disposition.products.read",
        """
        SELECT p.merchant, p.sku, p.described_at, p.print, p.facts FROM product p
        WHERE (p.merchant, p.sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    private static let meetStatement = Statement(
        "disposition.products.meet",
        """
        INSERT INTO product (merchant, sku)
        SELECT merchant, sku FROM unnest($1::text[], $2::text[]) AS k (merchant, sku) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """)

    private static let lockStatement = Statement(
        "disposition.products.lock",
        """
        SELECT p.merchant, p.sku, p.described_at, p.print, p.facts FROM product p
        WHERE (p.merchant, p.sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY p.merchant, p.sku
        FOR UPDATE OF p
        """)

    /// Reads the articles of units, and locks those that are described or missing.
    ///
    /// A known article is only read: many units of one article must not queue up behind each other. A missing one is a
    /// meeting place of the unit that waits and the description that comes.
    static func load(
        _ skus: [MerchantKey], described: [MerchantKey], from session: any SQLSession
    ) throws(Fault) -> [MerchantKey: StoredProduct] {
        var products: [MerchantKey: StoredProduct] = [:]
        if !skus.isEmpty { products = try decoded(session.run(readStatement, parameters(skus))) }
        let missing = skus.filter { products[$0]?.facts == nil }
        let meeting = Set(missing).union(described).sorted()
        guard !meeting.isEmpty else { return products }
        try session.post(meetStatement, parameters(meeting))
        let locked = try decoded(session.run(lockStatement, parameters(meeting)))
        return products.merging(locked) { $1 }
    }

    private static func parameters(_ keys: [MerchantKey]) -> [SQLValue] {
        [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))]
    }

    private static func decoded(_ rows: Rows) throws(Fault) -> [MerchantKey: StoredProduct] {
        var products: [MerchantKey: StoredProduct] = [:]
        for row in 0..<rows.count {
            let facts =
                rows.isNull(row, 4)
                ? nil : try JSONColumn.decode(ProductFacts.self, rows.json(row, 4), column: "product.facts")
            products[MerchantKey(rows.text(row, 0), rows.text(row, 1))] = StoredProduct(
                describedAt: rows.optionalInt(row, 2).map(Instant.init(microseconds:)), print: rows.optionalInt(row, 3),
                facts: facts)
        }
        return products
    }

    private static let storeStatement = Statement(
        "disposition.products.store",
        """
        UPDATE product p SET described_at = n.described_at, print = n.print, facts = n.facts
        FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::json[])
            AS n (merchant, sku, described_at, print, facts)
        WHERE p.merchant = n.merchant AND p.sku = n.sku
        """)

    static func store(
        _ changed: [(key: MerchantKey, value: StoredProduct)], into session: any SQLSession
    ) throws(Fault) {
        guard !changed.isEmpty else { return }
        var facts: [[UInt8]?] = []
        for (_, product) in changed { facts.append(try product.facts.map(encode)) }
        try session.post(
            storeStatement,
            [
                .texts(changed.map(\.key.merchant)), .texts(changed.map(\.key.id)),
                .int8s(changed.map { $0.value.describedAt?.microseconds }), .int8s(changed.map(\.value.print)),
                .jsons(facts),
            ])
    }

    private static func encode(_ facts: ProductFacts) throws(Fault) -> [UInt8] { try JSONColumn.encode(facts) }
}
