import Contracts
import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let readPolicies = Statement("intake.policies.read", policySelect)
    static let lockPolicies = Statement("intake.policies.lock", policySelect + " ORDER BY 1, 2 FOR UPDATE OF p")

    private static let policySelect = """
        SELECT p.merchant, p.policy_id, p.policy, p.fingerprint
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN policy_fact p ON p.merchant = k.merchant AND p.policy_id = k.id
        """

    static let expectPolicies = Statement(
        "intake.policies.expect",
        """
        INSERT INTO policy_fact (merchant, policy_id)
        SELECT * FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    static let storePolicies = Statement(
        "intake.policies.store",
        """
        UPDATE policy_fact p SET version = n.version, policy = n.policy, fingerprint = n.fingerprint
        FROM unnest($1::text[], $2::text[], $3::int8[], $4::json[], $5::int8[])
             AS n (merchant, policy_id, version, policy, fingerprint)
        WHERE p.merchant = n.merchant AND p.policy_id = n.policy_id
        """)

    static let readProducts = Statement("intake.products.read", productSelect)
    static let lockProducts = Statement("intake.products.lock", productSelect + " ORDER BY 1, 2 FOR UPDATE OF p")

    private static let productSelect = """
        SELECT p.merchant, p.sku, p.category, p.gtin, p.un_number, p.hazard_class, p.packing_group, p.described_at,
               p.fingerprint
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN product_fact p ON p.merchant = k.merchant AND p.sku = k.id
        """

    static let expectProducts = Statement(
        "intake.products.expect",
        """
        INSERT INTO product_fact (merchant, sku)
        SELECT * FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    static let storeProducts = Statement(
        "intake.products.store",
        """
        UPDATE product_fact p
        SET category = n.category, gtin = n.gtin, un_number = n.un_number, hazard_class = n.hazard_class,
            packing_group = n.packing_group, described_at = n.described_at, fingerprint = n.fingerprint
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int8[],
                    $9::int8[])
             AS n (merchant, sku, category, gtin, un_number, hazard_class, packing_group, described_at, fingerprint)
        WHERE p.merchant = n.merchant AND p.sku = n.sku
        """)
}

extension Loader {
    /// - Parameter needed: only those that are not known yet are locked, so that a policy in use holds nobody up.
    mutating func loadPolicies(needed: Set<MerchantKey>, told: Set<MerchantKey>) throws(Fault) {
        try readPolicies(.readPolicies, needed.subtracting(told))
        let missing = needed.filter { working.policies[$0]?.published == nil }.union(told)
        guard !missing.isEmpty else { return }
        try session.post(.expectPolicies, KeyColumns.of(missing))
        try readPolicies(.lockPolicies, missing)
    }

    private mutating func readPolicies(_ statement: Statement, _ keys: Set<MerchantKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(statement, KeyColumns.of(keys))
        for row in 0..<rows.count {
            var policy = PolicyRow()
            policy.published = try JSON.column(PolicyPublished.self, rows, row, 2)
            policy.fingerprint = rows.optionalInt(row, 3)
            working.policies.load(MerchantKey(rows.text(row, 0), rows.text(row, 1)), policy)
        }
    }

    /// - Parameter needed: only those that are not known yet are locked.
    mutating func loadProducts(
        needed: Set<MerchantKey>, glances: Set<MerchantKey>, told: Set<MerchantKey>
    ) throws(Fault) {
        try readProducts(.readProducts, needed.union(glances).subtracting(told))
        let missing = needed.filter { working.products[$0]?.facts == nil }.union(told)
        guard !missing.isEmpty else { return }
        try session.post(.expectProducts, KeyColumns.of(missing))
        try readProducts(.lockProducts, missing)
    }

    private mutating func readProducts(_ statement: Statement, _ keys: Set<MerchantKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(statement, KeyColumns.of(keys))
        for row in 0..<rows.count {
            var product = ProductRow()
            product.describedAt = rows.optionalInt(row, 7).map(Instant.init(microseconds:))
            product.fingerprint = rows.optionalInt(row, 8)
            if let category = rows.optionalText(row, 2).flatMap(ProductCategory.init(rawValue:)) {
                let hazard = rows.optionalText(row, 4).map {
                    Hazard(unNumber: $0, hazardClass: rows.text(row, 5), packingGroup: rows.optionalText(row, 6))
                }
                product.facts = ProductFacts(
                    category: category, gtin: rows.optionalText(row, 3).flatMap { GTIN($0) }, hazard: hazard)
            }
            working.products.load(MerchantKey(rows.text(row, 0), rows.text(row, 1)), product)
        }
    }
}

extension IntakeWorking {
    func storePolicies(into session: any SQLSession) throws(Fault) {
        let changes = policies.changes
        guard !changes.isEmpty else { return }
        var documents: [[UInt8]?] = []
        for change in changes { documents.append(try JSON.encode(change.row.published)) }
        try session.post(
            .storePolicies,
            KeyColumns.of(changes.map(\.key)) + [
                .int8s(changes.map(\.row.published?.version)), .jsons(documents),
                .int8s(changes.map(\.row.fingerprint)),
            ])
    }

    func storeProducts(into session: any SQLSession) throws(Fault) {
        let changes = products.changes
        guard !changes.isEmpty else { return }
        let facts = changes.map(\.row.facts)
        try session.post(
            .storeProducts,
            KeyColumns.of(changes.map(\.key)) + [
                .texts(facts.map { $0?.category.rawValue }), .texts(facts.map { $0?.gtin?.digits }),
                .texts(facts.map { $0?.hazard?.unNumber }), .texts(facts.map { $0?.hazard?.hazardClass }),
                .texts(facts.map { $0?.hazard?.packingGroup }),
                .int8s(changes.map { $0.row.describedAt?.microseconds }), .int8s(changes.map(\.row.fingerprint)),
            ])
    }
}
