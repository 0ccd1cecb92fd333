import Kernel

/// Tells a unit that was announced from one that was not; names the event type.
public protocol CustodyKind: Sendable, Hashable {
    /// The last part of the type: `received`.
    static var word: String { get }
}

/// What arrived was announced.
public enum ReceivedKind: CustodyKind { public static let word = "received" }
/// What arrived was not announced: another article, more than announced, or a blind return.
public enum MismatchedKind: CustodyKind { public static let word = "mismatched" }

/// A unit that was announced came into our hands.
public typealias UnitReceived = UnitArrived<ReceivedKind>
/// A unit that nobody announced came into our hands.
public typealias UnitMismatched = UnitArrived<MismatchedKind>

/// One physical item came into our hands: exactly one event of the two types for every item of every receipt.
public struct UnitArrived<Kind: CustodyKind>: ContractEvent {
    public static var type: String { "backhaul.unit.\(Kind.word).v1" }
    public static var topic: Topic { .custody }
    public var key: MerchantKey { MerchantKey(merchant, arrival.unitId) }
    public var merchant: String { arrival.merchant }

    /// What is known of the unit.
    public var arrival: UnitArrival

    public init(_ arrival: UnitArrival) { self.arrival = arrival }

    public init(from decoder: any Decoder) throws { arrival = try UnitArrival(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try arrival.encode(to: encoder) }

    public func violation() -> String? {
        Limits.violation("paid", arrival.paid, Limits.paid) ?? Limits.idViolation("returnId", arrival.returnId)
            ?? Limits.idViolation("sku", arrival.sku) ?? Limits.idViolation("policyId", arrival.policyId)
    }
}

/// A unit as it arrived, with what the sale and the catalogue say of it.
public struct UnitArrival: Codable, Sendable, Hashable {
    /// The merchant it belongs to.
    public var merchant: String
    /// Our own id of this one physical item.
    public var unitId: String
    /// The parcel it came in.
    public var parcelId: String
    /// Its number in the receipt.
    public var itemNumber: Int64
    /// Where it is.
    public var siteId: String
    /// When the parcel was opened.
    public var receivedAt: Instant
    /// What it is against what was announced.
    public var finding: ReceiptFinding
    /// By which identifier it was recognised.
    public var matchedBy: MatchedBy
    /// The return it belongs to, when it is known.
    public var returnId: String?
    /// The line of that return.
    public var lineId: String?
    /// The order it was bought in.
    public var orderId: String?
    /// The line of that order.
    public var orderLineId: String?
    /// An id, never a name or an address.
    public var customerId: String?
    /// The article.
    public var sku: String?
    /// GS1 GTIN.
    public var gtin: GTIN?
    /// Serial number.
    public var serial: String?
    /// Batch or lot.
    public var lot: String?
    /// When it was made.
    public var madeAt: Instant?
    /// ISO 3166-1 alpha-2 code of the country it was sold to.
    public var country: String?
    /// When the customer bought it.
    public var soldAt: Instant?
    /// Why the customer sent it back.
    public var reason: ReturnReason?
    /// The policy of the sale.
    public var policyId: String?
    /// ISO 4217 of `paid`.
    public var currency: Currency?
    /// What the customer paid for this one item, after discount and with tax, in minor units.
    public var paid: MinorUnits?
    /// True when it was damaged on the way.
    public var damagedInTransit: Bool?

    public init(
        merchant: String, unitId: String, parcelId: String, itemNumber: Int64, siteId: String, receivedAt: Instant,
        finding: ReceiptFinding, matchedBy: MatchedBy
    ) {
        self.merchant = merchant
        self.unitId = unitId
        self.parcelId = parcelId
        self.itemNumber = itemNumber
        self.siteId = siteId
        self.receivedAt = receivedAt
        self.finding = finding
        self.matchedBy = matchedBy
    }
}

/// Announced items did not arrive in their time, or the carrier lost them.
public struct UnitLost: ContractEvent {
    public static let type = "backhaul.unit.lost.v1"
    public static let topic = Topic.custody
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant they belong to.
    public var merchant: String
    /// The return they were announced in.
    public var returnId: String
    /// The line of that return.
    public var lineId: String
    /// Items.
    public var quantity: Int64
    /// Who said so.
    public var because: LossReason
    /// When they were given up.
    public var lostAt: Instant

    public init(
        merchant: String, returnId: String, lineId: String, quantity: Int64, because: LossReason, lostAt: Instant
    ) {
        self.merchant = merchant
        self.returnId = returnId
        self.lineId = lineId
        self.quantity = quantity
        self.because = because
        self.lostAt = lostAt
    }
}

/// Why items count as lost.
public enum LossReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The carrier reported it.
    case carrier
    /// They did not arrive within the policy's transit limit.
    case overdue
    /// The parcel arrived without them.
    case missingFromParcel = "missing_from_parcel"
}
