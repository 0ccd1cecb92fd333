import Contracts
import IntakeDomain
import Kernel
import Worker

extension IntakeWorking {
    /// Lets every return that waits for a fact be looked at again at once.
    ///
    /// By timer, not here: any number of returns may wait for one policy, and each needs its own rows locked.
    mutating func wake(
        _ kind: Wait.Kind, _ fact: MerchantKey, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        for returnID in waits.wake(kind, fact, now) {
            effects.schedule(DecideTimer.entry(MerchantKey(fact.merchant, returnID), dueAt: now))
        }
    }

    /// Decides a return if nothing is missing or it has waited long enough; else waits on.
    mutating func tryToDecide(
        _ key: MerchantKey, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let row = returns[key] else { return }
        try tryToDecide(key, row, isNew: false, now, &effects)
    }

    /// The same for a return whose row, as it is given, is newer than the one that is kept here.
    ///
    /// - Parameter isNew: true when its request comes just now, so that no timer can be set to look at it again.
    mutating func tryToDecide(
        _ key: MerchantKey, _ given: ReturnRow, isNew: Bool, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        var row = given
        guard row.file.status == .waiting, let requestedAt = row.requestedAt else { return returns[key] = row }
        let question = ReturnQuestion(
            requestedAt: requestedAt, isCancelled: row.file.cancelledAt != nil, lines: row.file.lines.map(\.request))
        let known = knownFacts(for: row)
        let missing = question.isCancelled ? [] : missingFacts(for: question, in: known)
        if let again = row.patience?.lookAgain(missing: missing, now: now) {
            returns[key] = row
            for fact in missing { waits.add(Wait(fact, of: key)) }
            effects.schedule(DecideTimer.entry(key, dueAt: again))
        } else {
            try conclude(key, row, IntakeDomain.decide(question, knowing: known), now, &effects)
            if !isNew { effects.cancelTimer(DecideTimer.key(key)) }
        }
    }

    private mutating func conclude(
        _ key: MerchantKey, _ waiting: ReturnRow, _ decision: Decision, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        var row = waiting
        row.decidedAt = now
        row.policyID = decision.policyID
        row.policyVersion = decision.policyVersion
        row.transitLimit = decision.transitLimit
        row.patience = nil
        let consequences = row.file.apply(decision, now: now)
        try effects.tell(decision, of: row, now)
        try effects.tell(consequences, of: row.file, now)
        for (orderID, sale) in decision.sales {
            let order = MerchantKey(key.merchant, orderID)
            if orders[order]?.taken != sale.taken { orders[order]?.taken = sale.taken }
        }
        for receipt in row.waitingReceipts { effects.schedule(try ReceiptTimer.entry(receipt, dueAt: now)) }
        try Self.followTransit(key, &row, moves: true, now, &effects)
        returns[key] = row
    }

    /// Gives up what carriers lost, and keeps the timer of the transit limit in step with what is still to come.
    ///
    /// - Parameter moves: true when the goods were seen, so that the limit begins anew.
    mutating func followTransit(
        _ key: MerchantKey, moves: Bool, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard var row = returns[key], row.file.status.isDecided else { return }
        try Self.followTransit(key, &row, moves: moves, now, &effects)
        returns[key] = row
    }

    private static func followTransit(
        _ key: MerchantKey, _ row: inout ReturnRow, moves: Bool, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        let wasOpen = row.file.isOpen
        // A receipt that waits may bring what seems to be lost.
        if row.waitingReceipts.isEmpty {
            let consequences = row.file.settleCarrierLoss(now: now)
            try effects.tell(consequences, of: row.file, now)
        }
        guard let limit = row.transitLimit else { return }
        if row.file.isOpen {
            if moves { effects.schedule(TransitTimer.entry(key, dueAt: now.advanced(by: limit))) }
        } else if wasOpen || !moves {
            effects.cancelTimer(TransitTimer.key(key))
        }
    }

    private func knownFacts(for row: ReturnRow) -> KnownFacts {
        var known = KnownFacts()
        let merchant = row.file.merchant
        for request in row.file.lines.map(\.request) {
            guard let sale = orders[MerchantKey(merchant, request.orderID)]?.sale else { continue }
            known.sales[sale.orderID] = sale
            known.policies[sale.policyID] = policies[MerchantKey(merchant, sale.policyID)]?.rules
            for line in sale.lines where line.lineID == request.orderLineID {
                known.products[line.sku] = products[MerchantKey(merchant, line.sku)]?.facts
            }
        }
        return known
    }
}

extension Wait {
    /// The wait of a return for a fact that it lacks.
    init(_ fact: MissingFact, of key: MerchantKey) {
        switch fact {
        case .order(let id): self.init(.order, MerchantKey(key.merchant, id), key.id)
        case .policy(let id): self.init(.policy, MerchantKey(key.merchant, id), key.id)
        case .product(let id): self.init(.product, MerchantKey(key.merchant, id), key.id)
        }
    }
}
