import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let expectReturns = Statement(
        "intake.returns.expect",
        """
        INSERT INTO return_request (merchant, return_id)
        SELECT * FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    static let lockReturns = Statement(
        "intake.returns.lock",
        """
        SELECT r.merchant, r.return_id, r.status, r.customer_id, r.requested_at, r.route, r.decided_at, r.policy_id,
               r.policy_version, r.transit_limit, r.cancelled_at, r.first_scan_at, r.moving_parcels, r.lost_parcels,
               r.facts_until, r.products_until, r.waiting_receipts, r.fingerprint, r.cancel_fingerprint
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN return_request r ON r.merchant = k.merchant AND r.return_id = k.id
        ORDER BY r.merchant, r.return_id FOR UPDATE OF r
        """)

    static let addReturns = Statement(
        "intake.returns.add",
        """
        INSERT INTO return_request (merchant, return_id, status, customer_id, requested_at, route, decided_at,
                                    policy_id, policy_version, transit_limit, cancelled_at, first_scan_at,
                                    moving_parcels, lost_parcels, facts_until, products_until, waiting_receipts,
                                    fingerprint, cancel_fingerprint)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::int8[],
                             $8::text[], $9::int8[], $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::int8[],
                             $15::int8[], $16::int8[], $17::json[], $18::int8[], $19::int8[])
        """)

    static let storeReturns = Statement(
        "intake.returns.store",
        """
        UPDATE return_request r
        SET status = n.status, customer_id = n.customer_id, requested_at = n.requested_at, route = n.route,
            decided_at = n.decided_at, policy_id = n.policy_id, policy_version = n.policy_version,
            transit_limit = n.transit_limit, cancelled_at = n.cancelled_at, first_scan_at = n.first_scan_at,
            moving_parcels = n.moving_parcels, lost_parcels = n.lost_parcels, facts_until = n.facts_until,
            products_until = n.products_until, waiting_receipts = n.waiting_receipts, fingerprint = n.fingerprint,
            cancel_fingerprint = n.cancel_fingerprint
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::int8[], $8::text[],
                    $9::int8[], $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::int8[], $15::int8[],
                    $16::int8[], $17::json[], $18::int8[], $19::int8[])
             AS n (merchant, return_id, status, customer_id, requested_at, route, decided_at, policy_id,
                   policy_version, transit_limit, cancelled_at, first_scan_at, moving_parcels, lost_parcels,
                   facts_until, products_until, waiting_receipts, fingerprint, cancel_fingerprint)
        WHERE r.merchant = n.merchant AND r.return_id = n.return_id
        """)
}

extension Loader {
    /// Locks the returns and reads their lines and refunds, which nobody touches without that lock.
    ///
    /// - Parameter requested: those that a request of this batch writes in any case.
    mutating func loadReturns(_ keys: Set<MerchantKey>, requested: Set<MerchantKey>) throws(Fault) {
        let others = keys.subtracting(requested)
        if !others.isEmpty { try session.post(.expectReturns, KeyColumns.of(others)) }
        let all = keys.union(requested)
        guard !all.isEmpty else { return }
        let rows = try session.run(.lockReturns, KeyColumns.of(all))
        var found: [MerchantKey: ReturnRow] = [:]
        for row in 0..<rows.count {
            let key = MerchantKey(rows.text(row, 0), rows.text(row, 1))
            found[key] = try returnRow(key, rows, row)
        }
        try readLines(requested: found.filter { $0.value.fingerprint != nil }.map(\.key), into: &found)
        try readRefunds(decided: found.filter { $0.value.file.status.isDecided }.map(\.key), into: &found)
        for (key, row) in found { working.returns.load(key, row) }
    }

    private func returnRow(_ key: MerchantKey, _ rows: Rows, _ row: Int) throws(Fault) -> ReturnRow {
        func instant(_ column: Int) -> Instant? { rows.optionalInt(row, column).map(Instant.init(microseconds:)) }
        var result = ReturnRow(key)
        result.file.status = ReturnStatus(rawValue: rows.text(row, 2)) ?? .expected
        result.customerID = rows.optionalText(row, 3)
        result.requestedAt = instant(4)
        result.route = rows.optionalText(row, 5).flatMap(ReturnRoute.init(rawValue:))
        result.decidedAt = instant(6)
        result.policyID = rows.optionalText(row, 7)
        result.policyVersion = rows.optionalInt(row, 8)
        result.transitLimit = rows.optionalInt(row, 9).map(TimeSpan.init(microseconds:))
        result.file.cancelledAt = instant(10)
        result.file.firstScanAt = instant(11)
        result.file.movingParcels = rows.int(row, 12)
        result.file.lostParcels = rows.int(row, 13)
        result.patience = instant(14).map { Patience(factsUntil: $0, productsUntil: instant(15)) }
        result.waitingReceipts = try JSON.column([ReceiptKey].self, rows, row, 16) ?? []
        result.fingerprint = rows.optionalInt(row, 17)
        result.cancelFingerprint = rows.optionalInt(row, 18)
        return result
    }
}

/// A return that is to be written: its header, its lines or its refunds.
typealias ReturnChange = Table<MerchantKey, ReturnRow>.Change

extension IntakeWorking {
    func store(_ returned: [ReturnChange], into session: any SQLSession) throws(Fault) {
        let changed = returned.filter { $0.isNew || $0.row.header != $0.before?.header }
        let added = changed.filter(\.isNew)
        if !added.isEmpty { try session.insertNew(.addReturns, Self.columns(of: added)) }
        let moved = changed.filter { !$0.isNew }
        if !moved.isEmpty { try session.post(.storeReturns, Self.columns(of: moved)) }
    }

    private static func columns(of changed: [ReturnChange]) throws(Fault) -> [SQLValue] {
        let waiting = try JSON.column(
            of: changed.lazy.map { $0.row.waitingReceipts.isEmpty ? nil : $0.row.waitingReceipts })
        return KeyColumns.of(changed.map(\.key)) + [
            .texts(changed.map(\.row.file.status.rawValue)), .texts(changed.map(\.row.customerID)),
            .int8s(changed.map { $0.row.requestedAt?.microseconds }), .texts(changed.map { $0.row.route?.rawValue }),
            .int8s(changed.map { $0.row.decidedAt?.microseconds }), .texts(changed.map(\.row.policyID)),
            .int8s(changed.map(\.row.policyVersion)), .int8s(changed.map { $0.row.transitLimit?.microseconds }),
            .int8s(changed.map { $0.row.file.cancelledAt?.microseconds }),
            .int8s(changed.map { $0.row.file.firstScanAt?.microseconds }),
            .int8s(changed.map(\.row.file.movingParcels)),
            .int8s(changed.map(\.row.file.lostParcels)),
            .int8s(changed.map { $0.row.patience?.factsUntil.microseconds }),
            .int8s(changed.map { $0.row.patience?.productsUntil?.microseconds }), .jsons(waiting),
            .int8s(changed.map(\.row.fingerprint)), .int8s(changed.map(\.row.cancelFingerprint)),
        ]
    }
}
