import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let readUnits = Statement(
        "intake.units.read",
        """
        SELECT u.merchant, u.unit_id, u.parcel_id, u.receipt_id, u.item_number, u.return_id, u.line_id, u.item,
               u.finding, u.matched_by, u.received_at, u.reduction, u.grade_fingerprint
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN unit u ON u.merchant = k.merchant AND u.unit_id = k.id
        """)

    static let addUnits = Statement(
        "intake.units.add",
        """
        INSERT INTO unit (merchant, unit_id, parcel_id, receipt_id, item_number, return_id, line_id, item, finding,
                          matched_by, received_at, reduction, grade_fingerprint)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::text[],
                             $8::int8[], $9::text[], $10::text[], $11::int8[], $12::int8[], $13::int8[])
        """)

    static let gradeUnits = Statement(
        "intake.units.grade",
        """
        UPDATE unit u SET reduction = n.reduction, grade_fingerprint = n.fingerprint
        FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[]) AS n (merchant, unit_id, reduction, fingerprint)
        WHERE u.merchant = n.merchant AND u.unit_id = n.unit_id
        """)
}

extension Loader {
    /// Only under the locks of their returns.
    mutating func loadUnits(_ keys: Set<MerchantKey>) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(.readUnits, KeyColumns.of(keys))
        for row in 0..<rows.count {
            let receipt = ReceiptKey(rows.text(row, 0), rows.text(row, 2), rows.text(row, 3))
            var unit = UnitRow(
                receipt: receipt, itemNumber: rows.int(row, 4), returnID: rows.optionalText(row, 5),
                lineID: rows.optionalText(row, 6), item: rows.optionalInt(row, 7),
                finding: ReceiptFinding(rawValue: rows.text(row, 8)) ?? .unannounced,
                matchedBy: MatchedBy(rawValue: rows.text(row, 9)) ?? .none,
                receivedAt: Instant(microseconds: rows.int(row, 10)))
            unit.reduction = rows.optionalInt(row, 11).map(BasisPoints.init)
            unit.gradeFingerprint = rows.optionalInt(row, 12)
            working.units.load(MerchantKey(rows.text(row, 0), rows.text(row, 1)), unit)
        }
    }
}

extension IntakeWorking {
    func storeUnits(into session: any SQLSession) throws(Fault) {
        let changes = units.changes
        let added = changes.filter(\.isNew)
        if !added.isEmpty {
            let rows = added.map(\.row)
            try session.post(
                .addUnits,
                KeyColumns.of(added.map(\.key)) + [
                    .texts(rows.map(\.receipt.parcelID)), .texts(rows.map(\.receipt.receiptID)),
                    .int8s(rows.map(\.itemNumber)), .texts(rows.map(\.returnID)), .texts(rows.map(\.lineID)),
                    .int8s(rows.map(\.item)), .texts(rows.map(\.finding.rawValue)),
                    .texts(rows.map(\.matchedBy.rawValue)), .int8s(rows.map(\.receivedAt.microseconds)),
                    .int8s(rows.map { $0.reduction?.value }), .int8s(rows.map(\.gradeFingerprint)),
                ])
        }
        let graded = changes.filter { !$0.isNew }
        guard !graded.isEmpty else { return }
        try session.post(
            .gradeUnits,
            KeyColumns.of(graded.map(\.key)) + [
                .int8s(graded.map { $0.row.reduction?.value }), .int8s(graded.map(\.row.gradeFingerprint)),
            ])
    }
}
