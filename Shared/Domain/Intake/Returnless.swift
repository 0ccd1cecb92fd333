import Kernel

/// Why goods stay with the customer.
enum Staying: Hashable {
    case hazardous(Hazard)
    case notWorthBringingBack

    /// What the customer is to do with them.
    var instructions: String {
        switch self {
        case .hazardous(let hazard):
            "Do not send it: dangerous goods (UN \(hazard.unNumber), class \(hazard.hazardClass)). Stop using it and "
                + "take it to a collection point for hazardous waste."
        case .notWorthBringingBack:
            "Nothing needs to be sent back. Keep it, give it away, or recycle it with household collection."
        }
    }
}

extension ReturnPolicy {
    /// Whether the goods of a line stay with the customer.
    ///
    /// Limits are compared only in the policy's own currency. Recalled goods stay only where sending them is dangerous.
    func staying(worth value: MinorUnits, in currency: Currency, hazard: Hazard?, reason: ReturnReason) -> Staying? {
        guard let returnless else { return nil }
        if returnless.hazardousStay, let hazard { return .hazardous(hazard) }
        guard reason != .recalled, currency == self.currency else { return nil }
        return value < max(returnless.valueBelow, returnless.bringBackCost ?? 0) ? .notWorthBringingBack : nil
    }

    /// The terms for the money of a line that comes back.
    ///
    /// Amounts of fees hold only in the policy's own currency; shares hold in any.
    func terms(for request: RequestedItems, in currency: Currency) -> RefundTerms {
        let wantsMoney = request.resolution == .refund || request.resolution == .storeCredit
        var terms = RefundTerms(timing: wantsMoney ? timing : nil)
        guard let fees, !fees.waived.contains(request.reason) else { return terms }
        terms.feeShare = fees.share
        if currency == self.currency {
            terms.feeFixed = fees.fixed
            terms.feeCap = fees.cap
        }
        return terms
    }
}
