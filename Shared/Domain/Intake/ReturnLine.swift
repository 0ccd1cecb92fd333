import Kernel

/// What a customer asks to send back: one line of a request.
public struct RequestedItems: Hashable, Sendable {
    /// Unique within the return.
    public var lineID: String
    /// The order it was bought in.
    public var orderID: String
    /// The line of that order.
    public var orderLineID: String
    /// Items, at least 1.
    public var quantity: Int64
    /// Why.
    public var reason: ReturnReason
    /// What the customer asks for.
    public var resolution: Resolution

    public init(
        lineID: String, orderID: String, orderLineID: String, quantity: Int64, reason: ReturnReason,
        resolution: Resolution
    ) {
        self.lineID = lineID
        self.orderID = orderID
        self.orderLineID = orderLineID
        self.quantity = quantity
        self.reason = reason
        self.resolution = resolution
    }
}

/// The sale of a return line as it was when the return was decided, with the terms that hold for its money.
public struct SoldLine: Hashable, Sendable, Codable {
    public var line: SaleLine
    /// An id, never a name.
    public var customerID: String?
    /// ISO 3166-1 alpha-2.
    public var country: String
    /// When the customer bought.
    public var soldAt: Instant
    /// The policy of the sale.
    public var policyID: String
    /// ISO 4217 of all amounts.
    public var currency: Currency
    public var terms: RefundTerms

    public init(line: SaleLine, of sale: Sale, policyID: String, terms: RefundTerms) {
        self.line = line
        customerID = sale.customerID
        country = sale.country
        soldAt = sale.orderedAt
        self.policyID = policyID
        currency = sale.currency
        self.terms = terms
    }

    enum CodingKeys: String, CodingKey {
        case line, country, soldAt, currency, terms
        case customerID = "customerId"
        case policyID = "policyId"
    }
}

/// Where the items of a return line are. Every item that was authorised or kept is in exactly one of the sets.
///
/// open -> received (it arrived), overdue (too late), lostByCarrier, cancelled; overdue -> received, lostByCarrier;
/// lostByCarrier -> received. Received, kept and cancelled are final.
public struct LineCustody: Hashable, Sendable, Codable {
    /// Expected or under way.
    public var open = ItemSet()
    /// In our hands.
    public var received = ItemSet()
    /// Lost: not here within the policy's limit.
    public var overdue = ItemSet()
    /// Lost: the carrier said so.
    public var lostByCarrier = ItemSet()
    /// Stays with the customer.
    public var kept = ItemSet()
    /// Not expected any more.
    public var cancelled = ItemSet()

    /// Nothing authorised.
    public init() {}

    /// Every set, each item in one of them.
    public var all: [ItemSet] { [open, received, overdue, lostByCarrier, kept, cancelled] }
}

/// One line of a return with where its items are and what was promised for them.
public struct ReturnLine: Hashable, Sendable {
    public let request: RequestedItems
    /// Nil until the return is decided.
    public var outcome: LineOutcome?
    /// The sale, when the line was authorised or kept.
    public var sold: SoldLine?
    public var custody = LineCustody()
    /// The items that were authorised or kept when the return was decided.
    public var authorized: Int64 = 0
    /// Oldest first.
    public var refunds: [Refund] = []

    public init(_ request: RequestedItems) { self.request = request }

    /// Items that a refund stands for at present.
    public var promised: ItemSet { refunds.reduce(ItemSet()) { $0.union($1.items) } }

    /// How many items are where.
    public var balance: LineBalance { LineBalance(self) }
}

/// A refund intent: money promised for some items of a line.
public struct Refund: Hashable, Sendable {
    /// Our own id.
    public let refundID: String
    /// Its place among the refunds of its line, from 1.
    public let number: Int64
    /// The unit that it is for, when it is for one.
    public let unitID: String?
    /// Items at the beginning.
    public let quantity: Int64
    /// What set it off.
    public let trigger: RefundCause
    /// When it was decided.
    public let decidedAt: Instant
    /// Items that it still stands for.
    public var items: ItemSet
    /// How the amount came about.
    public var parts: RefundParts
    /// Taken back for grades so far.
    public var reduced: MinorUnits = 0
    /// Taken back because goods did not come, so far.
    public var reversed: MinorUnits = 0
    /// True when the shipping in `parts` has been taken back.
    public var shippingReversed = false

    public init(
        refundID: String, number: Int64, unitID: String?, items: ItemSet, quantity: Int64, parts: RefundParts,
        trigger: RefundCause, decidedAt: Instant
    ) {
        self.refundID = refundID
        self.number = number
        self.unitID = unitID
        self.items = items
        self.quantity = quantity
        self.parts = parts
        self.trigger = trigger
        self.decidedAt = decidedAt
    }

    /// What is left of the promise.
    public var net: MinorUnits { parts.amount - reduced - reversed }

    var promisesShipping: Bool { parts.shipping > 0 && !shippingReversed }
}

/// What sets a refund off.
public enum RefundCause: String, Hashable, Sendable, CaseIterable {
    case request, receipt, grade, kept
    case firstScan = "first_scan"
}
