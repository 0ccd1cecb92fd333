import Kernel

/// Money is to go to a customer. Decided here, carried out by the payment system.
public struct RefundDue: ContractEvent {
    public static let type = "backhaul.refund.due.v1"
    public static let topic = Topic.refunds
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that pays.
    public var merchant: String
    /// Our own id of this intent: pay each only once.
    public var refundId: String
    /// The return it is for.
    public var returnId: String
    /// The line of that return.
    public var lineId: String
    /// The order that was paid.
    public var orderId: String
    /// The line of that order.
    public var orderLineId: String
    /// The unit that arrived, when the refund is for one.
    public var unitId: String?
    /// Items refunded.
    public var quantity: Int64
    /// ISO 4217.
    public var currency: Currency
    /// What is to be paid, in minor units: the sum of `breakdown`.
    public var amount: MinorUnits
    /// How the amount came about.
    public var breakdown: RefundBreakdown
    /// What set it off.
    public var trigger: RefundTrigger
    /// When it was decided.
    public var decidedAt: Instant

    public init(
        merchant: String, refundId: String, returnId: String, lineId: String, orderId: String, orderLineId: String,
        unitId: String?, quantity: Int64, currency: Currency, amount: MinorUnits, breakdown: RefundBreakdown,
        trigger: RefundTrigger, decidedAt: Instant
    ) {
        self.merchant = merchant
        self.refundId = refundId
        self.returnId = returnId
        self.lineId = lineId
        self.orderId = orderId
        self.orderLineId = orderLineId
        self.unitId = unitId
        self.quantity = quantity
        self.currency = currency
        self.amount = amount
        self.breakdown = breakdown
        self.trigger = trigger
        self.decidedAt = decidedAt
    }
}

/// The parts of a refund in minor units; deductions are negative. The sum is the amount.
public struct RefundBreakdown: Codable, Sendable, Hashable {
    /// Price of the items.
    public var price: MinorUnits
    /// Their share of the discount, zero or negative.
    public var discount: MinorUnits
    /// Their share of the tax.
    public var tax: MinorUnits
    /// Outbound shipping.
    public var shipping: MinorUnits
    /// Fees of the policy, zero or negative.
    public var fees: MinorUnits
    /// Kept back for the grade, zero or negative.
    public var gradeReduction: MinorUnits

    public init(
        price: MinorUnits, discount: MinorUnits, tax: MinorUnits, shipping: MinorUnits, fees: MinorUnits,
        gradeReduction: MinorUnits
    ) {
        self.price = price
        self.discount = discount
        self.tax = tax
        self.shipping = shipping
        self.fees = fees
        self.gradeReduction = gradeReduction
    }
}

/// What sets a refund off.
public enum RefundTrigger: String, Hashable, Sendable, Codable, CaseIterable {
    case request, receipt, grade, kept
    case firstScan = "first_scan"
}

/// A promised refund becomes smaller because of the grade, within the policy.
public struct RefundReduced: ContractEvent {
    public static let type = "backhaul.refund.reduced.v1"
    public static let topic = Topic.refunds
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that pays.
    public var merchant: String
    /// The intent that becomes smaller.
    public var refundId: String
    /// The return it is for.
    public var returnId: String
    /// The line of that return.
    public var lineId: String
    /// The unit that was graded.
    public var unitId: String
    /// ISO 4217.
    public var currency: Currency
    /// By how much, in minor units.
    public var reducedBy: MinorUnits
    /// The grade that led to it.
    public var grade: Grade
    /// When it was decided.
    public var decidedAt: Instant

    public init(
        merchant: String, refundId: String, returnId: String, lineId: String, unitId: String, currency: Currency,
        reducedBy: MinorUnits, grade: Grade, decidedAt: Instant
    ) {
        self.merchant = merchant
        self.refundId = refundId
        self.returnId = returnId
        self.lineId = lineId
        self.unitId = unitId
        self.currency = currency
        self.reducedBy = reducedBy
        self.grade = grade
        self.decidedAt = decidedAt
    }
}

/// A promise is taken back: the goods did not come.
public struct RefundReversed: ContractEvent {
    public static let type = "backhaul.refund.reversed.v1"
    public static let topic = Topic.refunds
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that pays.
    public var merchant: String
    /// The intent that is taken back.
    public var refundId: String
    /// The return it was for.
    public var returnId: String
    /// The line of that return.
    public var lineId: String
    /// Items whose refund is taken back.
    public var quantity: Int64
    /// ISO 4217.
    public var currency: Currency
    /// How much is taken back, in minor units.
    public var amount: MinorUnits
    /// Why.
    public var because: ReversalReason
    /// When it was decided.
    public var decidedAt: Instant

    public init(
        merchant: String, refundId: String, returnId: String, lineId: String, quantity: Int64, currency: Currency,
        amount: MinorUnits, because: ReversalReason, decidedAt: Instant
    ) {
        self.merchant = merchant
        self.refundId = refundId
        self.returnId = returnId
        self.lineId = lineId
        self.quantity = quantity
        self.currency = currency
        self.amount = amount
        self.because = because
        self.decidedAt = decidedAt
    }
}

/// Why a promise is taken back.
public enum ReversalReason: String, Hashable, Sendable, Codable, CaseIterable {
    case cancelled
    case neverArrived = "never_arrived"
}
