import Contracts
import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let expectParcels = Statement(
        "intake.parcels.expect",
        """
        INSERT INTO parcel (merchant, parcel_id)
        SELECT * FROM unnest($1::text[], $2::text[]) AS k (merchant, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    static let lockParcels = Statement(
        "intake.parcels.lock",
        """
        SELECT p.merchant, p.parcel_id, p.return_id, p.status, p.scanned_at, p.received_at
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN parcel p ON p.merchant = k.merchant AND p.parcel_id = k.id
        ORDER BY p.merchant, p.parcel_id FOR UPDATE OF p
        """)

    static let storeParcels = Statement(
        "intake.parcels.store",
        """
        UPDATE parcel p
        SET return_id = n.return_id, status = n.status, scanned_at = n.scanned_at, received_at = n.received_at
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[])
             AS n (merchant, parcel_id, return_id, status, scanned_at, received_at)
        WHERE p.merchant = n.merchant AND p.parcel_id = n.parcel_id
        """)

    static let readReceipts = Statement(
        "intake.receipts.read",
        """
        SELECT r.merchant, r.parcel_id, r.receipt_id, r.return_id, r.waiting, r.fingerprint
        FROM unnest($1::text[], $2::text[], $3::text[]) AS k (merchant, parcel_id, receipt_id)
        JOIN receipt r ON r.merchant = k.merchant AND r.parcel_id = k.parcel_id AND r.receipt_id = k.receipt_id
        """)

    static let storeReceipts = Statement(
        "intake.receipts.store",
        """
        INSERT INTO receipt (merchant, parcel_id, receipt_id, return_id, waiting, fingerprint)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], $6::int8[])
        ON CONFLICT (merchant, parcel_id, receipt_id) DO UPDATE SET waiting = EXCLUDED.waiting
        """)
}

extension Loader {
    mutating func loadParcels(_ keys: Set<MerchantKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let columns = KeyColumns.of(keys)
        try session.post(.expectParcels, columns)
        let rows = try session.run(.lockParcels, columns)
        for row in 0..<rows.count {
            var parcel = ParcelRow()
            parcel.returnID = rows.optionalText(row, 2)
            parcel.status = rows.optionalText(row, 3).flatMap(ParcelStatus.init(rawValue:))
            parcel.scannedAt = rows.optionalInt(row, 4).map(Instant.init(microseconds:))
            parcel.receivedAt = rows.optionalInt(row, 5).map(Instant.init(microseconds:))
            working.parcels.load(MerchantKey(rows.text(row, 0), rows.text(row, 1)), parcel)
        }
    }

    /// Only under the locks of their parcels.
    mutating func loadReceipts(_ keys: Set<ReceiptKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let sorted = keys.sorted()
        let rows = try session.run(
            .readReceipts,
            [
                .texts(sorted.map(\.merchant)), .texts(sorted.map(\.parcelID)), .texts(sorted.map(\.receiptID)),
            ])
        for row in 0..<rows.count {
            let receipt = ReceiptRow(
                returnID: rows.optionalText(row, 3), waiting: try JSON.column(ParcelReceived.self, rows, row, 4),
                fingerprint: rows.int(row, 5))
            working.receipts.load(ReceiptKey(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2)), receipt)
        }
    }
}

extension IntakeWorking {
    func storeParcels(into session: any SQLSession) throws(Fault) {
        let changes = parcels.changes
        guard !changes.isEmpty else { return }
        try session.post(
            .storeParcels,
            KeyColumns.of(changes.map(\.key)) + [
                .texts(changes.map(\.row.returnID)), .texts(changes.map(\.row.status?.rawValue)),
                .int8s(changes.map { $0.row.scannedAt?.microseconds }),
                .int8s(changes.map { $0.row.receivedAt?.microseconds }),
            ])
    }

    func storeReceipts(into session: any SQLSession) throws(Fault) {
        let changes = receipts.changes
        guard !changes.isEmpty else { return }
        let waiting = try JSON.column(of: changes.lazy.map(\.row.waiting))
        try session.post(
            .storeReceipts,
            [
                .texts(changes.map(\.key.merchant)), .texts(changes.map(\.key.parcelID)),
                .texts(changes.map(\.key.receiptID)), .texts(changes.map(\.row.returnID)), .jsons(waiting),
                .int8s(changes.map(\.row.fingerprint)),
            ])
    }
}
