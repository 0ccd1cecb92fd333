import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// One statement a table, in one fixed order of tables and rows.
    package func store(into session: any SQLSession) throws(Fault) {
        try storeRecalls(into: session)
        try storeSales(into: session)
        try storeUnits(into: session)
        try storeUnitMarks(into: session)
        try storeSaleMarks(into: session)
        var counts = changes.counts
        try storeCustomers(into: session, &counts)
        try store(counts, into: session)
    }

    private func storeSales(into session: any SQLSession) throws(Fault) {
        let sales = changes.sales
        guard !sales.isEmpty else { return }
        let lines = sales.map(\.line)
        let subjects = lines.map(\.facts.subject)
        let serials = try lines.map { (line) throws(Fault) in
            line.facts.serials.isEmpty ? nil : try StoredJSON.encode(line.facts.serials, column: "sale.serials")
        }
        try session.post(
            SaleStatements.store,
            [
                .texts(lines.map(\.order.merchant)), .texts(lines.map(\.order.id)), .texts(lines.map(\.lineId)),
                .int8s(sales.map(\.fingerprint)), .int8s(lines.map(\.facts.quantity)),
                .int8s(subjects.map { $0.soldAt?.microseconds }), .int8s(subjects.map { $0.madeAt?.microseconds }),
                .texts(subjects.map(\.country)), .texts(lines.map(\.customerId)), .texts(subjects.map(\.sku)),
                .texts(subjects.map { $0.gtin?.digits }), .texts(subjects.map(\.lot)), .jsons(serials),
            ])
    }

    private func storeUnits(into session: any SQLSession) throws(Fault) {
        let keys = changes.units.sorted()
        guard !keys.isEmpty else { return }
        let records = keys.map { units[$0] ?? UnitRecord() }
        let subjects = records.map(\.subject)
        try session.post(
            UnitStatements.store,
            keyParameters(keys) + [
                .int8s(records.map(\.fingerprint)), .bools(records.map(\.removed)), .texts(records.map(\.returnId)),
                .texts(subjects.map(\.sku)), .texts(subjects.map { $0.gtin?.digits }), .texts(subjects.map(\.serial)),
                .texts(subjects.map(\.lot)), .int8s(subjects.map { $0.madeAt?.microseconds }),
                .int8s(subjects.map { $0.soldAt?.microseconds }), .texts(subjects.map(\.country)),
            ])
    }

    private func storeUnitMarks(into session: any SQLSession) throws(Fault) {
        let entries = changes.unitMarks.compactMap { key in unitMarks[key].map { (key, $0) } }
        guard !entries.isEmpty else { return }
        try session.post(
            UnitMarkStatements.store,
            keyParameters(entries.map(\.0.recall)) + [
                .texts(entries.map(\.0.unitId)), .bools(entries.map(\.1.inside)), .bools(entries.map(\.1.removed)),
                .texts(entries.map { $0.1.hold.map { String($0.mock) } }),
                .texts(entries.map { $0.1.hold?.remedy.rawValue }),
            ])
    }

    private func storeSaleMarks(into session: any SQLSession) throws(Fault) {
        let entries = changes.saleMarks.compactMap { key in saleMarks[key].map { (key, $0) } }
        guard !entries.isEmpty else { return }
        try session.post(
            SaleStatements.storeMarks,
            keyParameters(entries.map(\.0.recall)) + [
                .texts(entries.map(\.0.orderId)), .texts(entries.map(\.0.lineId)),
                .int8s(entries.map(\.1.quantity)), .bools(entries.map(\.1.toldAsMock)),
            ])
    }

    /// Customers count while they have a line in scope; who crosses from none to some or back is found here, where the
    /// lines that other batches added are seen too.
    private func storeCustomers(
        into session: any SQLSession, _ counts: inout [MerchantKey: RecallCounts]
    ) throws(Fault) {
        let added = changes.customers.filter { $0.value != 0 }
        let keys = Array(added.keys)
        guard !keys.isEmpty else { return }
        let rows = try session.run(
            SaleStatements.addCustomers,
            keyParameters(keys.map(\.recall)) + [
                .texts(keys.map(\.customer)), .int8s(keys.map { added[$0] }),
            ])
        for row in 0..<rows.count {
            let recall = MerchantKey(rows.text(row, 0), rows.text(row, 1))
            let lines = rows.int(row, 3)
            let before = lines - (added[CustomerKey(recall: recall, customer: rows.text(row, 2))] ?? 0)
            let crossed: Int64 = (lines > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
            counts[recall, default: RecallCounts()].customersAffected += crossed
        }
    }

    private func store(_ counts: [MerchantKey: RecallCounts], into session: any SQLSession) throws(Fault) {
        let entries = counts.filter { $0.value != RecallCounts() }
        guard !entries.isEmpty else { return }
        let values = Array(entries.values)
        try session.post(
            RecallStatements.addCounts,
            keyParameters(Array(entries.keys)) + [
                .int8s(values.map(\.itemsSold)), .int8s(values.map(\.customersAffected)),
                .int8s(values.map(\.unitsReceived)), .int8s(values.map(\.unitsHeld)),
                .int8s(values.map(\.unitsRemoved)),
            ])
    }
}
