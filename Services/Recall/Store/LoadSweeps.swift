import Contracts
import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// The next rows of each sweep, within one limit for all of them. A version that no longer holds gets none.
    mutating func loadSweeps(_ places: Set<SweepPlace>, from session: any SQLSession) throws(Fault) {
        guard !places.isEmpty else { return }
        try session.post(SweepStatements.byIndex, [])
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
            let step = SweepStep(place: current, scope: record.scope, limit: budget, session: session)
            let (count, last) = try load(step, &chunk)
            let isPhaseDone = count < budget
            budget -= count
            let following = current.phase.next(active: record.recall.isActive)
            chunk.next =
                isPhaseDone
                ? following.map { .start(current.recall, version: current.version, phase: $0) } : last
        }
        return chunk
    }

    /// - Returns: how many rows there were, and the place after the last of them.
    private mutating func load(_ step: SweepStep, _ chunk: inout SweepChunk) throws(Fault) -> (Int, SweepPlace) {
        var last = step.place
        switch step.place.phase {
        case .marks, .units:
            let ids = try step.place.phase == .marks ? loadMarkedUnits(step) : loadNamedUnits(step)
            chunk.units += ids.map { MerchantKey(step.place.merchant, $0) }
            last.unitId = ids.last ?? last.unitId
            return (ids.count, last)
        case .told, .sales:
            let lines = try step.place.phase == .told ? loadToldSales(step) : loadNamedSales(step)
            chunk.sales += lines
            if let line = lines.last { (last.orderId, last.lineId) = (line.order.id, line.lineId) }
            return (lines.count, last)
        }
    }

    private mutating func loadMarkedUnits(_ step: SweepStep) throws(Fault) -> [String] {
        let ids = takeMarks(try step.marks(), step)
        takeUnits(try step.unitsOfMarks(ids), step)
        return ids
    }

    private mutating func loadNamedUnits(_ step: SweepStep) throws(Fault) -> [String] {
        let ids = takeUnits(try step.units(), step)
        takeMarks(try step.marksOfUnits(ids), step)
        return ids
    }

    private mutating func loadToldSales(_ step: SweepStep) throws(Fault) -> [SaleLine] {
        let keys = takeSaleMarks(try step.told(), step)
        let lines = try saleLines(step.salesOfTold(Set(keys.map(\.orderId))), merchant: step.place.merchant)
        let byKey = Dictionary(
            lines.map { ($0.markKey(step.place.recall), $0) }, uniquingKeysWith: { first, _ in first })
        return keys.compactMap { byKey[$0] }
    }

    private mutating func loadNamedSales(_ step: SweepStep) throws(Fault) -> [SaleLine] {
        let lines = try saleLines(step.sales(), merchant: step.place.merchant)
        takeSaleMarks(try step.marksOfSales(Set(lines.map(\.order.id))), step)
        return lines
    }

    @discardableResult
    private mutating func takeUnits(_ rows: Rows, _ step: SweepStep) -> [String] {
        (0..<rows.count).map { row in
            let id = rows.text(row, 0)
            units[MerchantKey(step.place.merchant, id)] = unitRecord(rows, row, 1)
            return id
        }
    }

    @discardableResult
    private mutating func takeMarks(_ rows: Rows, _ step: SweepStep) -> [String] {
        (0..<rows.count).map { row in
            let id = rows.text(row, 0)
            unitMarks[UnitMarkKey(recall: step.place.recall, unitId: id)] = unitMark(rows, row, 1)
            return id
        }
    }

    @discardableResult
    private mutating func takeSaleMarks(_ rows: Rows, _ step: SweepStep) -> [SaleMarkKey] {
        (0..<rows.count).map { row in
            let key = SaleMarkKey(recall: step.place.recall, orderId: rows.text(row, 0), lineId: rows.text(row, 1))
            saleMarks[key] = SaleMark(quantity: rows.int(row, 2), toldAsMock: rows.bool(row, 3))
            return key
        }
    }
}
