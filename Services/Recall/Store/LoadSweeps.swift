import Contracts
import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// The next rows of each sweep, within one limit for all of them. A version that no longer holds gets none.
    mutating func loadSweeps(_ places: Set<SweepPlace>, from session: any SQLSession) throws(Fault) {
        var budget = SweepLimits.rowsPerBatch
        for place in places.sorted(by: { $0.recall < $1.recall }) {
            guard let record = recalls[place.recall], record.recall.version == place.version else { continue }
            sweeps[place] = try chunk(from: place, of: record, &budget, session)
        }
    }

    private mutating func chunk(
        from place: SweepPlace, of record: RecallRecord, _ budget: inout Int, _ session: any SQLSession
    ) throws(Fault) -> SweepChunk {
        var chunk = SweepChunk(next: place)
        while budget > 0, let current = chunk.next {
            let rows = try session.run(statement(current.phase), parameters(current, record, limit: budget))
            let last = take(rows, current, &chunk)
            let isWhole = rows.count < budget
            budget -= rows.count
            chunk.next =
                isWhole
                ? current.phase.next(active: record.recall.isActive).map {
                    .start(current.recall, version: current.version, phase: $0)
                }
                : last
        }
        return chunk
    }

    private func statement(_ phase: SweepPhase) -> Statement {
        switch phase {
        case .marks: SweepStatements.marks
        case .units: SweepStatements.units
        case .told: SweepStatements.told
        case .sales: SweepStatements.sales
        }
    }

    private func parameters(_ place: SweepPlace, _ record: RecallRecord, limit: Int) -> [SQLValue] {
        let recall: [SQLValue] = [.text(place.merchant), .text(place.recallId)]
        let limit = SQLValue.int8(Int64(limit))
        let articles: [SQLValue] = [
            .texts((record.scope?.gtins ?? []).map(\.digits)), .texts(record.scope?.skus ?? []),
        ]
        return switch place.phase {
        case .marks: recall + [.text(place.unitId), limit]
        case .units: recall + [.text(place.unitId), limit] + articles
        case .told: recall + [.text(place.orderId), .text(place.lineId), limit]
        case .sales: recall + [.text(place.orderId), .text(place.lineId), limit] + articles
        }
    }

    /// - Returns: the place after the last row.
    private mutating func take(_ rows: Rows, _ place: SweepPlace, _ chunk: inout SweepChunk) -> SweepPlace {
        var last = place
        for row in 0..<rows.count {
            switch place.phase {
            case .marks, .units: last.unitId = takeUnit(rows, row, place.recall, &chunk)
            case .told, .sales: (last.orderId, last.lineId) = takeSale(rows, row, place.recall, &chunk)
            }
        }
        return last
    }

    private mutating func takeUnit(
        _ rows: Rows, _ row: Int, _ recall: MerchantKey, _ chunk: inout SweepChunk
    ) -> String {
        let key = MerchantKey(rows.text(row, 0), rows.text(row, 1))
        units[key] = unitRecord(rows, row)
        unitMarks[UnitMarkKey(recall: recall, unitId: key.id)] = unitMark(rows, row, 12)
        chunk.units.append(key)
        return key.id
    }

    private mutating func takeSale(
        _ rows: Rows, _ row: Int, _ recall: MerchantKey, _ chunk: inout SweepChunk
    ) -> (String, String) {
        let line = saleLine(rows, row, merchant: recall.merchant)
        if !rows.isNull(row, 11) {
            saleMarks[SaleMarkKey(recall: recall, orderId: line.order.id, lineId: line.lineId)] = SaleMark(
                quantity: rows.int(row, 11), toldAsMock: rows.bool(row, 12))
        }
        chunk.sales.append(line)
        return (line.order.id, line.lineId)
    }
}

/// Reads `SaleStatements.columns` from the first column on.
func saleLine(_ rows: Rows, _ row: Int, merchant: String) -> SaleLine {
    let subject = ScopeSubject(
        gtin: rows.optionalText(row, 8).flatMap { GTIN($0) }, sku: rows.text(row, 7), lot: rows.optionalText(row, 9),
        madeAt: instant(rows, row, 4), soldAt: instant(rows, row, 3), country: rows.text(row, 5))
    let serials =
        rows.isNull(row, 10) ? nil : try? StoredJSON.decode([String].self, rows.json(row, 10), column: "sale.serials")
    return SaleLine(
        order: MerchantKey(merchant, rows.text(row, 0)), lineId: rows.text(row, 1),
        customerId: rows.optionalText(row, 6),
        facts: SaleFacts(subject: subject, serials: serials ?? [], quantity: rows.int(row, 2)))
}
