import Contracts
import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// Weighs one unit against one recall, and says what has changed about its hold.
    mutating func weigh(
        unit key: MerchantKey, against recallKey: MerchantKey, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let unit = units[key], let facts = unit.facts, let recall = recalls[recallKey]?.recall else { return }
        let markKey = UnitMarkKey(recall: recallKey, unitId: key.id)
        let old = unitMarks[markKey]
        let (mark, change) = recall.weigh(facts, old)
        guard let mark, mark != old else { return }
        try publish(change, unit: key, recall: recallKey, returnId: unit.returnId, at: now, &effects)
        unitMarks[markKey] = mark
        changes.unitMarks.insert(markKey)
        count(mark.counts - (old?.counts ?? RecallCounts()), for: recallKey)
        try reportProgress(of: recallKey, at: now, &effects)
    }

    private func publish(
        _ change: HoldChange, unit: MerchantKey, recall: MerchantKey, returnId: String?, at now: Instant,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        let holdId = derivedID("h", unit.merchant, recall.id, unit.id)
        switch change {
        case .none: return
        case .hold(let terms):
            let held = UnitHeld(
                merchant: unit.merchant, holdId: holdId, unitId: unit.id, kind: .recall, recallId: recall.id,
                remedy: terms.remedy, mock: terms.mock, heldAt: now)
            try effects.publish(held, correlation: returnId)
        case .release:
            let released = UnitReleased(
                merchant: unit.merchant, holdId: holdId, unitId: unit.id, recallId: recall.id, releasedAt: now)
            try effects.publish(released, correlation: returnId)
        }
    }

    /// Weighs one order line against one recall, and tells who has not been told.
    mutating func weigh(
        sale line: SaleLine, against recallKey: MerchantKey, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let recall = recalls[recallKey]?.recall else { return }
        let markKey = line.markKey(recallKey)
        let old = saleMarks[markKey]
        let (mark, tell) = recall.weigh(line.facts, old)
        guard let mark, mark != old else { return }
        if tell, let hold = recall.terms?.hold {
            let affected = affected(line, items: mark.quantity, by: recallKey, hold, at: now)
            try effects.publish(affected, correlation: nil)
        }
        saleMarks[markKey] = mark
        changes.saleMarks.insert(markKey)
        let before = old?.quantity ?? 0
        count(RecallCounts(itemsSold: mark.quantity - before), for: recallKey)
        changes.customers[CustomerKey(recall: recallKey, customer: line.customer), default: 0] +=
            (mark.quantity > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
        try reportProgress(of: recallKey, at: now, &effects)
    }

    private func affected(
        _ line: SaleLine, items: Int64, by recall: MerchantKey, _ terms: HoldTerms, at now: Instant
    ) -> CustomerAffected {
        CustomerAffected(
            merchant: recall.merchant, recallId: recall.id, mock: terms.mock, customerId: line.customerId,
            orderId: line.order.id, orderLineId: line.lineId, sku: line.facts.subject.sku ?? "", quantity: items,
            remedy: terms.remedy, foundAt: now)
    }

    private mutating func count(_ difference: RecallCounts, for recall: MerchantKey) {
        let sum = (changes.counts[recall] ?? RecallCounts()) + difference
        changes.counts[recall] = sum
    }

    /// Asks for a progress event: one a second and recall, however many units and sales change.
    mutating func reportProgress(
        of recall: MerchantKey, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard changes.progress.insert(recall).inserted else { return }
        effects.schedule(try ProgressTimer.entry(recall, after: now))
    }
}
