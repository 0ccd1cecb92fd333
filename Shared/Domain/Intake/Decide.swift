import Kernel

/// A request as the customer made it.
public struct ReturnQuestion: Hashable, Sendable {
    public var requestedAt: Instant
    /// The customer cancelled before it was decided.
    public var isCancelled: Bool
    public var lines: [RequestedItems]

    public init(requestedAt: Instant, isCancelled: Bool, lines: [RequestedItems]) {
        self.requestedAt = requestedAt
        self.isCancelled = isCancelled
        self.lines = lines
    }
}

/// Everything that is known when a return is decided. What is missing is missing.
public struct KnownFacts: Hashable, Sendable {
    /// By order id.
    public var sales: [String: Sale] = [:]
    /// By policy id.
    public var policies: [String: ReturnPolicy] = [:]
    /// By sku.
    public var products: [String: ProductFacts] = [:]

    public init() {}
}

/// A fact that a decision waits for.
public enum MissingFact: Hashable, Sendable {
    /// The order, or its delivery.
    case order(String)
    case policy(String)
    case product(String)
}

/// What became of one requested line.
public struct LineDecision: Hashable, Sendable {
    public var outcome: LineOutcome
    public var checks: [Check]
    /// The sale and the terms; nil when the order line is not known.
    public var sold: SoldLine?
    /// Which items of the order line come back or stay; none when declined.
    public var items = ItemSet()
    /// What the customer is to do with goods that stay.
    public var instructions: String?

    /// What will be refunded if all is as announced, in minor units.
    public var expectedRefund: MinorUnits {
        guard let sold, sold.terms.timing != nil else { return 0 }
        let shipping = sold.terms.returnsShipping ? sold.line.shipping(for: items) : 0
        return sold.line.refund(of: items, terms: sold.terms).amount + shipping
    }
}

/// The one decision on a return.
public struct Decision: Hashable, Sendable {
    /// Authorised if any line is, else kept if any line is, else declined.
    public var status: ReturnStatus
    /// In the order of the request.
    public var lines: [LineDecision]
    /// The policy of the first line's sale, `default` when that is not known.
    public var policyID: String
    /// Its version, 0 when it is not known.
    public var policyVersion: Int64
    /// The currency of the first sale that is known.
    public var currency: Currency?
    /// The longest of the policies' limits for goods to arrive.
    public var transitLimit: TimeSpan
    /// The sales, with the items taken that the return takes.
    public var sales: [String: Sale]
}

/// What is still missing for a decision: orders with their delivery, policies, articles.
public func missingFacts(for question: ReturnQuestion, in known: KnownFacts) -> Set<MissingFact> {
    var missing: Set<MissingFact> = []
    for request in question.lines {
        guard let sale = known.sales[request.orderID] else {
            missing.insert(.order(request.orderID))
            continue
        }
        if sale.deliveredAt == nil { missing.insert(.order(request.orderID)) }
        if known.policies[sale.policyID] == nil { missing.insert(.policy(sale.policyID)) }
        guard let line = sale.lines.first(where: { $0.lineID == request.orderLineID }) else { continue }
        if known.products[line.sku] == nil { missing.insert(.product(line.sku)) }
    }
    return missing
}

/// Decides a return with what is known: every line by the whole chain of checks, lines of one order line one after
/// another.
public func decide(_ question: ReturnQuestion, knowing facts: KnownFacts) -> Decision {
    var known = facts
    let currency = question.lines.lazy.compactMap { known.sales[$0.orderID]?.currency }.first
    var lines: [LineDecision] = []
    for request in question.lines {
        let line = decideLine(request, of: question, in: currency, knowing: known)
        known.sales[request.orderID]?.taken[request.orderLineID, default: ItemSet()].formUnion(line.items)
        lines.append(line)
    }
    refundShipping(of: question.lines, &lines, knowing: known)
    let policies = question.lines.compactMap { known.sales[$0.orderID]?.policyID }
    let first = policies.first ?? "default"
    let limits = policies.compactMap { known.policies[$0]?.transitLimit }
    return Decision(
        status: status(of: lines), lines: lines, policyID: first, policyVersion: known.policies[first]?.version ?? 0,
        currency: currency, transitLimit: limits.max() ?? TimeSpan(microseconds: 0), sales: known.sales)
}

private func status(of lines: [LineDecision]) -> ReturnStatus {
    if lines.contains(where: { $0.outcome == .authorized }) { return .authorized }
    return lines.contains { $0.outcome == .kept } ? .kept : .declined
}

private func decideLine(
    _ request: RequestedItems, of question: ReturnQuestion, in currency: Currency?, knowing known: KnownFacts
) -> LineDecision {
    let sale = known.sales[request.orderID]
    let line = sale?.lines.first { $0.lineID == request.orderLineID }
    let policy = sale.flatMap { known.policies[$0.policyID] }
    let product = line.flatMap { known.products[$0.sku] }
    let checks = eligibility(
        LineQuestion(
            request: request, requestedAt: question.requestedAt, isCancelled: question.isCancelled, sale: sale,
            line: line, policy: policy, category: product?.category ?? .other, currency: currency))
    guard let sale, let line else { return LineDecision(outcome: .declined, checks: checks) }
    guard let policy, checks.allSatisfy(\.passed) else {
        let sold = SoldLine(line: line, of: sale, policyID: sale.policyID, terms: RefundTerms(timing: nil))
        return LineDecision(outcome: .declined, checks: checks, sold: sold)
    }
    return accept(request, line, sale, policy, hazard: product?.hazard, checks)
}

private func accept(
    _ request: RequestedItems, _ line: SaleLine, _ sale: Sale, _ policy: ReturnPolicy, hazard: Hazard?,
    _ checks: [Check]
) -> LineDecision {
    let items = sale.left(of: line).lowest(request.quantity)
    let value = line.paid(for: items)
    let staying = policy.staying(worth: value, in: sale.currency, hazard: hazard, reason: request.reason)
    var terms = policy.terms(for: request, in: sale.currency)
    if staying != nil {
        // Nothing comes back that would have to be restocked, so no fee is taken.
        terms = RefundTerms(timing: terms.timing)
    }
    return LineDecision(
        outcome: staying == nil ? .authorized : .kept, checks: checks,
        sold: SoldLine(line: line, of: sale, policyID: sale.policyID, terms: terms), items: items,
        instructions: staying?.instructions)
}

/// Where one return brings back all items of all lines of an order, the outbound shipping goes back too.
private func refundShipping(
    of requests: [RequestedItems], _ lines: inout [LineDecision], knowing known: KnownFacts
) {
    for (orderID, indices) in Dictionary(grouping: requests.indices, by: { requests[$0].orderID }) {
        guard let sale = known.sales[orderID], known.policies[sale.policyID]?.refundsOutboundShipping == true else {
            continue
        }
        let coming = indices.reduce(0) { $0 + lines[$1].items.count }
        guard coming == sale.lines.reduce(0, { $0 + $1.quantity }) else { continue }
        for index in indices where !lines[index].items.isEmpty { lines[index].sold?.terms.returnsShipping = true }
    }
}

extension ReturnCase {
    /// Takes the decision over, and promises what is due at once.
    public mutating func apply(_ decision: Decision, now: Instant) -> [Consequence] {
        status = decision.status
        for (index, line) in decision.lines.enumerated() {
            lines[index].outcome = line.outcome
            lines[index].sold = line.sold
            lines[index].authorized = line.items.count
            if line.outcome == .kept { lines[index].custody.kept = line.items }
            if line.outcome == .authorized { lines[index].custody.open = line.items }
        }
        return promiseAtDecision(.kept, now) + promiseAtDecision(.request, now) + promiseAtDecision(.firstScan, now)
    }

    private mutating func promiseAtDecision(_ trigger: RefundCause, _ now: Instant) -> [Consequence] {
        var promises = Promises(trigger, at: now)
        for index in lines.indices {
            switch (trigger, lines[index].timing) {
            case (.kept, _):
                promises.promise(lines[index].custody.kept, ofLine: index, in: &self)
            case (.request, .onRequest):
                promises.promise(lines[index].custody.open, ofLine: index, in: &self)
            case (.firstScan, .onFirstScan) where firstScanAt != nil:
                promises.promise(lines[index].custody.open, ofLine: index, in: &self)
            default: break
            }
        }
        return promises.finish(&self)
    }
}
