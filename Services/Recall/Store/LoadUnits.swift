import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    mutating func loadOrders(_ wanted: [MerchantKey], from session: any SQLSession) throws(Fault) {
        guard !wanted.isEmpty else { return }
        let rows = try session.run(SaleStatements.loadOrders, keyParameters(wanted))
        for row in 0..<rows.count {
            orders[MerchantKey(rows.text(row, 0), rows.text(row, 1))] = rows.int(row, 2)
        }
    }

    mutating func loadUnits(_ wanted: [MerchantKey], from session: any SQLSession) throws(Fault) {
        guard !wanted.isEmpty else { return }
        let parameters = keyParameters(wanted)
        try session.run(UnitStatements.insertMissing, parameters)
        let rows = try session.run(UnitStatements.lock, parameters)
        for row in 0..<rows.count {
            units[MerchantKey(rows.text(row, 0), rows.text(row, 1))] = unitRecord(rows, row)
        }
    }

    /// Marks of the active recalls that name an article of a loaded unit.
    mutating func loadUnitMarks(from session: any SQLSession) throws(Fault) {
        let wanted = units.flatMap { key, unit in
            recalls(naming: Article.names(of: key.merchant, gtin: unit.subject.gtin, sku: unit.subject.sku))
                .map { UnitMarkKey(recall: $0, unitId: key.id) }
        }
        guard !wanted.isEmpty else { return }
        let rows = try session.run(
            UnitMarkStatements.load,
            [
                .texts(wanted.map(\.recall.merchant)), .texts(wanted.map(\.recall.id)), .texts(wanted.map(\.unitId)),
            ])
        for row in 0..<rows.count {
            let recall = MerchantKey(rows.text(row, 0), rows.text(row, 1))
            unitMarks[UnitMarkKey(recall: recall, unitId: rows.text(row, 2))] = unitMark(rows, row, 3)
        }
    }

    /// The active recalls that name one of these articles, in a fixed order.
    func recalls(naming articles: [Article]) -> [MerchantKey] {
        var found: Set<MerchantKey> = []
        for article in articles { found.formUnion(recallsByArticle[article] ?? []) }
        return found.sorted()
    }
}

/// Reads `UnitStatements.columns` after a unit's key.
func unitRecord(_ rows: Rows, _ row: Int) -> UnitRecord {
    UnitRecord(
        subject: ScopeSubject(
            gtin: rows.optionalText(row, 6).flatMap { GTIN($0) }, sku: rows.optionalText(row, 5),
            lot: rows.optionalText(row, 8), serial: rows.optionalText(row, 7), madeAt: instant(rows, row, 9),
            soldAt: instant(rows, row, 10), country: rows.optionalText(row, 11)),
        removed: rows.bool(row, 3), fingerprint: rows.optionalInt(row, 2), returnId: rows.optionalText(row, 4))
}

/// Reads `UnitMarkStatements.columns` from `column` on; nil when there is no mark.
func unitMark(_ rows: Rows, _ row: Int, _ column: Int) -> UnitMark? {
    guard !rows.isNull(row, column) else { return nil }
    let hold = rows.optionalText(row, column + 3).flatMap(RecallRemedy.init(rawValue:)).map { remedy in
        HoldTerms(mock: rows.bool(row, column + 2), remedy: remedy)
    }
    return UnitMark(inside: rows.bool(row, column), removed: rows.bool(row, column + 1), hold: hold)
}

/// A moment in microseconds, or nil for NULL.
func instant(_ rows: Rows, _ row: Int, _ column: Int) -> Instant? {
    rows.optionalInt(row, column).map { Instant(microseconds: $0) }
}
