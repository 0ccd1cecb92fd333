import Contracts
import Kernel

/// Answers work orders: what a step cost, what it brought, or that it could not be done.
struct Site: Sendable {
    let seed: UInt64

    /// What a site reports.
    enum Report: Sendable, Hashable {
        case completed(WorkCompleted)
        case failed(WorkFailed)
    }

    /// The result of a step; the same order, unit and price give the same result.
    ///
    /// - Parameter currency: what the amounts are in: that of the unit's decision.
    func report(
        _ order: WorkOrdered, of origin: UnitOrigin, _ condition: HiddenCondition, price: ArticlePrice?,
        currency: Currency
    ) -> Report {
        var chance = Chance(seed: seed, "work", order.merchant, order.workOrderId)
        var cost = SiteTariff.cost(of: order.step) * chance.whole(80...130) / 100
        let doneAt = order.orderedAt.advanced(by: chance.time(.hours(1) ... .days(2)))
        if let reason = failure(order, condition, &chance) {
            return .failed(
                WorkFailed(
                    merchant: order.merchant, workOrderId: order.workOrderId, unitId: order.unitId, failedAt: doneAt,
                    currency: currency, cost: cost, because: reason, grade: order.step == .test ? .d : nil))
        }
        if order.step == .pullFromShelf { cost += origin.shelfValue }
        let proceeds = SiteTariff.proceeds(of: order, condition.quality, price, &chance)
        return .completed(
            WorkCompleted(
                merchant: order.merchant, workOrderId: order.workOrderId, unitId: order.unitId, completedAt: doneAt,
                currency: currency, cost: cost, proceeds: proceeds, evidence: evidence(order)))
    }

    private func failure(_ order: WorkOrdered, _ condition: HiddenCondition, _ chance: inout Chance) -> String? {
        let isUnlucky = chance.happens(Calibration.workFails)
        switch order.step {
        case .repair, .refurbish:
            return condition.isRepairable && !isUnlucky ? nil : "the part is not to be had"
        case .test: return isUnlucky ? "fails the test programme" : nil
        case .shipToVendor: return isUnlucky ? "the vendor refuses it" : nil
        case .list, .shipToBuyer: return isUnlucky ? "no buyer" : nil
        case .restock: return isUnlucky ? "the shelf is full" : nil
        case .clean, .repack, .relabel, .sanitise, .disassemble, .shipToCustomer:
            return isUnlucky ? "damaged at the bench" : nil
        // Taking away always succeeds: somebody comes until it is done.
        case .pullFromShelf, .quarantine, .transport, .handOverDonation, .handOverRecycler, .handOverDisposal,
            .handOverHazardous:
            return nil
        }
    }

    /// Papers that a step leaves behind.
    private func evidence(_ order: WorkOrdered) -> [String]? {
        switch order.step {
        case .handOverHazardous, .handOverDisposal, .handOverRecycler:
            ["https://papers.example/certificates/\(order.workOrderId)"]
        case .shipToVendor: ["https://papers.example/credit-notes/\(order.workOrderId)"]
        default: nil
        }
    }
}
