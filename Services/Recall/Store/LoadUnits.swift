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
        try session.post(UnitStatements.insertMissing, parameters)
        let rows = try session.run(UnitStatements.lock, parameters)
        for row in 0..<rows.count {
            units[MerchantKey(rows.text(row, 0), rows.text(row, 1))] = unitRecord(rows, row, 2)
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
