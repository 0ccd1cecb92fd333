import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let expectOrders = Statement(
        "intake.orders.expect",
        """
        INSERT INTO order_fact (merchant, order_id)
        SELECT * FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    static let lockOrders = Statement(
        "intake.orders.lock",
        """
        SELECT o.merchant, o.order_id, o.customer_id, o.currency, o.channel, o.country, o.ordered_at, o.policy_id,
               o.lines, o.delivered_at, o.taken, o.fingerprint
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN order_fact o ON o.merchant = k.merchant AND o.order_id = k.id
        ORDER BY o.merchant, o.order_id FOR UPDATE OF o
        """)

    static let addOrders = Statement(
        "intake.orders.add",
        """
        INSERT INTO order_fact (merchant, order_id, customer_id, currency, channel, country, ordered_at, policy_id,
                                lines, delivered_at, taken, fingerprint)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[],
                             $8::text[], $9::json[], $10::int8[], $11::json[], $12::int8[])
        """)

    /// Lines are sent only when they are new.
    static let storeOrders = Statement(
        "intake.orders.store",
        """
        UPDATE order_fact o
        SET customer_id = n.customer_id, currency = n.currency, channel = n.channel, country = n.country,
            ordered_at = n.ordered_at, policy_id = n.policy_id, lines = coalesce(n.lines, o.lines),
            delivered_at = n.delivered_at, taken = n.taken, fingerprint = n.fingerprint
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[],
                    $9::json[], $10::int8[], $11::json[], $12::int8[])
             AS n (merchant, order_id, customer_id, currency, channel, country, ordered_at, policy_id, lines,
                   delivered_at, taken, fingerprint)
        WHERE o.merchant = n.merchant AND o.order_id = n.order_id
        """)
}

extension Loader {
    /// - Parameters:
    ///   - told: those that an event of this batch tells of, which it writes in any case.
    ///   - needed: those that a decision may need; the missing ones are expected, so that whoever ships them waits.
    mutating func loadOrders(told: Set<MerchantKey>, needed: Set<MerchantKey>) throws(Fault) {
        try lockOrders(told.union(needed))
        let missing = needed.subtracting(told).filter { working.orders[$0] == nil }
        guard !missing.isEmpty else { return }
        try session.post(.expectOrders, KeyColumns.of(missing))
        try lockOrders(missing)
    }

    private mutating func lockOrders(_ keys: Set<MerchantKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(.lockOrders, KeyColumns.of(keys))
        for row in 0..<rows.count {
            working.orders.load(MerchantKey(rows.text(row, 0), rows.text(row, 1)), try order(rows, row))
        }
    }

    private func order(_ rows: Rows, _ row: Int) throws(Fault) -> OrderRow {
        var order = OrderRow()
        order.deliveredAt = rows.optionalInt(row, 9).map(Instant.init(microseconds:))
        order.taken = try JSON.column([String: ItemSet].self, rows, row, 10) ?? [:]
        order.fingerprint = rows.optionalInt(row, 11)
        guard let lines = try JSON.column([SaleLine].self, rows, row, 8), let currency = Currency(rows.text(row, 3)),
            let channel = SalesChannel(rawValue: rows.text(row, 4))
        else { return order }
        order.shipped = Sale(
            orderID: rows.text(row, 1), customerID: rows.optionalText(row, 2), currency: currency, channel: channel,
            country: rows.text(row, 5), orderedAt: Instant(microseconds: rows.int(row, 6)),
            policyID: rows.text(row, 7), deliveredAt: nil, lines: lines)
        return order
    }
}

extension IntakeWorking {
    func storeOrders(into session: any SQLSession) throws(Fault) {
        let changes = orders.changes
        let added = changes.filter(\.isNew)
        if !added.isEmpty { try session.insertNew(.addOrders, Self.columns(of: added)) }
        let moved = changes.filter { !$0.isNew }
        if !moved.isEmpty { try session.post(.storeOrders, Self.columns(of: moved)) }
    }

    private static func columns(of changes: [Table<MerchantKey, OrderRow>.Change]) throws(Fault) -> [SQLValue] {
        let taken = try JSON.column(of: changes.lazy.map { $0.row.taken.isEmpty ? nil : $0.row.taken })
        let lines = try JSON.column(
            of: changes.lazy.map { $0.row.shipped == $0.before?.shipped ? nil : $0.row.shipped?.lines })
        let sales = changes.map(\.row.shipped)
        return KeyColumns.of(changes.map(\.key)) + [
            .texts(sales.map { $0?.customerID }), .texts(sales.map { $0?.currency.code }),
            .texts(sales.map { $0?.channel.rawValue }), .texts(sales.map { $0?.country }),
            .int8s(sales.map { $0?.orderedAt.microseconds }), .texts(sales.map { $0?.policyID }), .jsons(lines),
            .int8s(changes.map { $0.row.deliveredAt?.microseconds }), .jsons(taken),
            .int8s(changes.map(\.row.fingerprint)),
        ]
    }
}
