import Kernel

/// Which of the three outcomes a decision on a return has; names the event type.
public protocol DecisionKind: Sendable, Hashable {
    /// The last part of the type: `authorized`.
    static var word: String { get }
}

/// At least one line may come back.
public enum AuthorizedKind: DecisionKind { public static let word = "authorized" }
/// No line may come back, and none is refunded.
public enum DeclinedKind: DecisionKind { public static let word = "declined" }
/// No line needs to come back, at least one is refunded all the same.
public enum KeptKind: DecisionKind { public static let word = "kept" }

/// A return was authorised; `lines` says what became of each line.
public typealias ReturnAuthorized = ReturnDecided<AuthorizedKind>
/// A return was declined, with all reasons.
public typealias ReturnDeclined = ReturnDecided<DeclinedKind>
/// The goods stay with the customer.
public typealias ReturnKept = ReturnDecided<KeptKind>

/// The one decision on a return: exactly one of the three types is published for each return.
public struct ReturnDecided<Kind: DecisionKind>: ContractEvent {
    public static var type: String { "backhaul.return.\(Kind.word).v1" }
    public static var topic: Topic { .decisions }
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that sold.
    public var merchant: String
    /// The return (RMA) number.
    public var returnId: String
    /// An id, never a name or an address.
    public var customerId: String?
    /// When it was decided.
    public var decidedAt: Instant
    /// The policy that decided.
    public var policyId: String
    /// Its version.
    public var policyVersion: Int64
    /// How the goods are to come back.
    public var route: ReturnRoute
    /// ISO 4217 of all amounts here.
    public var currency: Currency
    /// One entry for each requested line.
    public var lines: [DecidedLine]

    public init(
        merchant: String, returnId: String, customerId: String?, decidedAt: Instant, policyId: String,
        policyVersion: Int64, route: ReturnRoute, currency: Currency, lines: [DecidedLine]
    ) {
        self.merchant = merchant
        self.returnId = returnId
        self.customerId = customerId
        self.decidedAt = decidedAt
        self.policyId = policyId
        self.policyVersion = policyVersion
        self.route = route
        self.currency = currency
        self.lines = lines
    }
}

/// What became of one requested line, and why.
public struct DecidedLine: Codable, Sendable, Hashable {
    /// The line of the return.
    public var lineId: String
    /// The order it was bought in.
    public var orderId: String
    /// The line of that order.
    public var orderLineId: String
    /// The article; absent when the order line is not known.
    public var sku: String?
    /// Items.
    public var quantity: Int64
    /// The outcome.
    public var outcome: LineOutcome
    /// Every check of the chain with its result, not only the first that failed.
    public var checks: [CheckResult]
    /// When money will move.
    public var refundTiming: RefundTiming?
    /// What will be refunded if all is as announced, in minor units.
    public var expectedRefund: MinorUnits?
    /// What the customer is to do with goods that stay.
    public var instructions: String?

    public init(
        lineId: String, orderId: String, orderLineId: String, sku: String?, quantity: Int64, outcome: LineOutcome,
        checks: [CheckResult], refundTiming: RefundTiming?, expectedRefund: MinorUnits?, instructions: String?
    ) {
        self.lineId = lineId
        self.orderId = orderId
        self.orderLineId = orderLineId
        self.sku = sku
        self.quantity = quantity
        self.outcome = outcome
        self.checks = checks
        self.refundTiming = refundTiming
        self.expectedRefund = expectedRefund
        self.instructions = instructions
    }
}

/// The result of one named check.
public struct CheckResult: Codable, Sendable, Hashable {
    /// The check: `within_window`, `quantity_left` ...
    public var check: String
    /// True when it does not stand against the return.
    public var passed: Bool
    /// The numbers behind it, for a person.
    public var detail: String?

    public init(check: String, passed: Bool, detail: String?) {
        self.check = check
        self.passed = passed
        self.detail = detail
    }
}

// A decision is what intake publishes most, so it writes its JSON itself.

extension ReturnDecided: JSONWritable {
    public func json() throws(ContractViolation) -> [UInt8] { writtenJSON }

    package func writeMembers(to text: inout JSONObjectText) {
        text.member("currency", currency.code)
        text.member("customerId", customerId)
        text.member("decidedAt", decidedAt)
        text.list("lines", lines)
        text.member("merchant", merchant)
        text.member("policyId", policyId)
        text.member("policyVersion", policyVersion)
        text.member("returnId", returnId)
        text.member("route", route.rawValue)
    }
}

extension DecidedLine: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.list("checks", checks)
        text.member("expectedRefund", expectedRefund)
        text.member("instructions", instructions)
        text.member("lineId", lineId)
        text.member("orderId", orderId)
        text.member("orderLineId", orderLineId)
        text.member("outcome", outcome.rawValue)
        text.member("quantity", quantity)
        text.member("refundTiming", refundTiming?.rawValue)
        text.member("sku", sku)
    }
}

extension CheckResult: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.member("check", check)
        text.member("detail", detail)
        text.member("passed", passed)
    }
}
