import Kernel
import RecallDomain
import Worker

/// Reads `UnitStatements.columns` from `first` on.
func unitRecord(_ rows: Rows, _ row: Int, _ first: Int) -> UnitRecord {
    UnitRecord(
        subject: ScopeSubject(
            gtin: rows.optionalText(row, first + 4).flatMap { GTIN($0) }, sku: rows.optionalText(row, first + 3),
            lot: rows.optionalText(row, first + 6), serial: rows.optionalText(row, first + 5),
            madeAt: instant(rows, row, first + 7), soldAt: instant(rows, row, first + 8),
            country: rows.optionalText(row, first + 9)),
        removed: rows.bool(row, first + 1), fingerprint: rows.optionalInt(row, first),
        returnId: rows.optionalText(row, first + 2))
}

/// Reads `UnitMarkStatements.columns` from `first` on.
func unitMark(_ rows: Rows, _ row: Int, _ first: Int) -> UnitMark {
    let hold = rows.optionalText(row, first + 3).flatMap(RecallRemedy.init(rawValue:)).map { remedy in
        HoldTerms(mock: rows.bool(row, first + 2), remedy: remedy)
    }
    return UnitMark(inside: rows.bool(row, first), removed: rows.bool(row, first + 1), hold: hold)
}

/// Reads `SaleStatements.columns` from the first column on.
func saleLines(_ rows: Rows, merchant: String) throws(Fault) -> [SaleLine] {
    var lines: [SaleLine] = []
    for row in 0..<rows.count {
        let subject = ScopeSubject(
            gtin: rows.optionalText(row, 8).flatMap { GTIN($0) }, sku: rows.text(row, 7),
            lot: rows.optionalText(row, 9), madeAt: instant(rows, row, 4), soldAt: instant(rows, row, 3),
            country: rows.text(row, 5))
        let serials =
            rows.isNull(row, 10)
            ? [] : try StoredJSON.decode([String].self, rows.json(row, 10), column: "sale.serials")
        lines.append(
            SaleLine(
                order: MerchantKey(merchant, rows.text(row, 0)), lineId: rows.text(row, 1),
                customerId: rows.optionalText(row, 6),
                facts: SaleFacts(subject: subject, serials: serials, quantity: rows.int(row, 2))))
    }
    return lines
}

/// A moment in microseconds, or nil for NULL.
private func instant(_ rows: Rows, _ row: Int, _ column: Int) -> Instant? {
    rows.optionalInt(row, column).map { Instant(microseconds: $0) }
}
