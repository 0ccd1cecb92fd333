import Kernel

/// The checks of the eligibility chain, in their order.
public enum CheckName: String, Hashable, Sendable, CaseIterable {
    case notCancelled = "not_cancelled"
    case orderKnown = "order_known"
    case lineKnown = "line_known"
    case policyKnown = "policy_known"
    case sameCurrency = "same_currency"
    case orderedAndDelivered = "ordered_and_delivered"
    case returnPermitted = "return_permitted"
    case withinWindow = "within_window"
    case quantityLeft = "quantity_left"
    case notAlreadyReturned = "not_already_returned"
    case notFinalSale = "not_final_sale"
    case reasonAccepted = "reason_accepted"
}

/// The result of one check.
public struct Check: Hashable, Sendable {
    public var name: CheckName
    /// True when it does not stand against the return.
    public var passed: Bool
    /// The numbers behind it, for a person.
    public var detail: String?

    public init(_ name: CheckName, _ passed: Bool, _ detail: String? = nil) {
        self.name = name
        self.passed = passed
        self.detail = detail
    }
}

/// One requested line with everything that its checks look at.
struct LineQuestion {
    var request: RequestedItems
    var requestedAt: Instant
    var isCancelled: Bool
    var sale: Sale?
    var line: SaleLine?
    var policy: ReturnPolicy?
    var category: ProductCategory
    /// The currency of the return as a whole.
    var currency: Currency?

    /// Goods that a recall calls back always may come, whatever the merchant's terms say.
    var isRecalled: Bool { request.reason == .recalled }
}

/// All checks of the chain with their results, not only the first that failed.
func eligibility(_ question: LineQuestion) -> [Check] {
    CheckName.allCases.map { name in
        switch name {
        case .notCancelled: Check(name, !question.isCancelled)
        case .orderKnown: Check(name, question.sale != nil)
        case .lineKnown: Check(name, question.line != nil)
        case .policyKnown: Check(name, question.policy != nil)
        case .sameCurrency: sameCurrency(question)
        case .orderedAndDelivered: delivered(question)
        case .returnPermitted: permitted(question)
        case .withinWindow: withinWindow(question)
        case .quantityLeft: quantityLeft(question)
        case .notAlreadyReturned: notAlreadyReturned(question)
        case .notFinalSale: notFinalSale(question)
        case .reasonAccepted: reasonAccepted(question)
        }
    }
}

/// A check whose facts are missing does not stand against the return by itself: the missing fact does.
private func notLookedAt(_ name: CheckName) -> Check { Check(name, true, "not looked at: a fact is missing") }

private func sameCurrency(_ question: LineQuestion) -> Check {
    guard let sale = question.sale, let currency = question.currency else { return notLookedAt(.sameCurrency) }
    return Check(.sameCurrency, sale.currency == currency, "sold in \(sale.currency), the return is in \(currency)")
}

private func delivered(_ question: LineQuestion) -> Check {
    guard let sale = question.sale else { return notLookedAt(.orderedAndDelivered) }
    return Check(.orderedAndDelivered, sale.deliveredAt != nil, sale.deliveredAt.map { "delivered \($0)" })
}

private func permitted(_ question: LineQuestion) -> Check {
    guard let policy = question.policy else { return notLookedAt(.returnPermitted) }
    if question.isRecalled { return Check(.returnPermitted, true, "recalled goods always come back") }
    return Check(.returnPermitted, policy.period != .notPermitted)
}

private func withinWindow(_ question: LineQuestion) -> Check {
    guard let policy = question.policy, let sale = question.sale, let deliveredAt = sale.deliveredAt else {
        return notLookedAt(.withinWindow)
    }
    if question.isRecalled { return Check(.withinWindow, true, "recalled goods always come back") }
    let last = policy.lastAcceptedAt(category: question.category, channel: sale.channel, deliveredAt: deliveredAt)
    guard let last else { return Check(.withinWindow, true, "no end") }
    return Check(
        .withinWindow, question.requestedAt <= last,
        "delivered \(deliveredAt), accepted until \(last), asked \(question.requestedAt)")
}

private func quantityLeft(_ question: LineQuestion) -> Check {
    guard let sale = question.sale, let line = question.line else { return notLookedAt(.quantityLeft) }
    let left = sale.left(of: line).count
    return Check(
        .quantityLeft, question.request.quantity <= left,
        "asked \(question.request.quantity), sold \(line.quantity), left \(left)")
}

private func notAlreadyReturned(_ question: LineQuestion) -> Check {
    guard let sale = question.sale, let line = question.line else { return notLookedAt(.notAlreadyReturned) }
    return Check(.notAlreadyReturned, !sale.left(of: line).isEmpty)
}

private func notFinalSale(_ question: LineQuestion) -> Check {
    guard let line = question.line else { return notLookedAt(.notFinalSale) }
    if question.isRecalled { return Check(.notFinalSale, true, "recalled goods always come back") }
    return Check(.notFinalSale, !line.finalSale)
}

private func reasonAccepted(_ question: LineQuestion) -> Check {
    guard let policy = question.policy else { return notLookedAt(.reasonAccepted) }
    let accepted = question.isRecalled || policy.acceptedReasons?.contains(question.request.reason) ?? true
    return Check(.reasonAccepted, accepted, question.request.reason.rawValue)
}
