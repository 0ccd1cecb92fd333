import Kernel

/// Which goods a recall is about: all conditions that are given must hold.
public struct RecallScope: Codable, Sendable, Hashable {
    /// Any of these articles by GTIN.
    public var gtins: [GTIN]?
    /// Any of these articles by the merchant's number.
    public var skus: [String]?
    /// Any of these batches or lots.
    public var lots: [String]?
    /// Serial numbers in any of these ranges.
    public var serialRanges: [SerialRange]?
    /// Made at this moment or later.
    public var madeFrom: Instant?
    /// Made before this moment.
    public var madeBefore: Instant?
    /// Sold at this moment or later.
    public var soldFrom: Instant?
    /// Sold before this moment.
    public var soldBefore: Instant?
    /// Sold to one of these countries (ISO 3166-1 alpha-2).
    public var countries: [String]?

    public init(
        gtins: [GTIN]? = nil, skus: [String]? = nil, lots: [String]? = nil, serialRanges: [SerialRange]? = nil,
        madeFrom: Instant? = nil, madeBefore: Instant? = nil, soldFrom: Instant? = nil, soldBefore: Instant? = nil,
        countries: [String]? = nil
    ) {
        self.gtins = gtins
        self.skus = skus
        self.lots = lots
        self.serialRanges = serialRanges
        self.madeFrom = madeFrom
        self.madeBefore = madeBefore
        self.soldFrom = soldFrom
        self.soldBefore = soldBefore
        self.countries = countries
    }

    /// A scope must name articles; a scope of everything is refused.
    func violation() -> String? {
        if (gtins ?? []).isEmpty && (skus ?? []).isEmpty { return "scope: expected gtins or skus" }
        return (skus ?? []).lazy.compactMap { Limits.idViolation("scope.skus", $0) }.first
    }
}

/// Serial numbers from `first` to `last`, both included; compared by length, then by character.
public struct SerialRange: Codable, Sendable, Hashable {
    /// The first serial number.
    public var first: String
    /// The last serial number.
    public var last: String

    public init(first: String, last: String) {
        self.first = first
        self.last = last
    }
}

/// What a notice says, in all its versions.
public struct RecallNotice: Codable, Sendable, Hashable {
    /// The merchant whose goods are meant.
    public var merchant: String
    /// The recall's number, unique within the merchant.
    public var recallId: String
    /// When this version was published.
    public var publishedAt: Instant
    /// What is wrong with the product, for customers.
    public var title: String
    /// What can happen.
    public var hazard: String
    /// What is to be done with what comes back.
    public var remedy: RecallRemedy
    /// True for an exercise: everything is computed and reported, and no unit is stopped.
    public var mock: Bool?
    /// The goods.
    public var scope: RecallScope

    public init(
        merchant: String, recallId: String, publishedAt: Instant, title: String, hazard: String, remedy: RecallRemedy,
        mock: Bool? = nil, scope: RecallScope
    ) {
        self.merchant = merchant
        self.recallId = recallId
        self.publishedAt = publishedAt
        self.title = title
        self.hazard = hazard
        self.remedy = remedy
        self.mock = mock
        self.scope = scope
    }
}

/// Tells the first version of a notice from later ones; names the event type.
public protocol NoticeKind: Sendable, Hashable {
    /// The last part of the type: `published`.
    static var word: String { get }
}

/// The first version.
public enum PublishedKind: NoticeKind { public static let word = "published" }
/// A later version: the scope is replaced by this one.
public enum AmendedKind: NoticeKind { public static let word = "amended" }

/// A regulator or a maker recalls goods.
public typealias RecallPublished = RecallNoticeEvent<PublishedKind>
/// A recall has another scope than before.
public typealias RecallAmended = RecallNoticeEvent<AmendedKind>

/// A notice as an event.
public struct RecallNoticeEvent<Kind: NoticeKind>: ContractEvent {
    public static var type: String { "backhaul.recall.\(Kind.word).v1" }
    public static var topic: Topic { .recallNotices }
    public var key: MerchantKey { MerchantKey(notice.merchant, notice.recallId) }
    public var merchant: String { notice.merchant }

    /// What it says.
    public var notice: RecallNotice

    public init(_ notice: RecallNotice) { self.notice = notice }

    public init(from decoder: any Decoder) throws { notice = try RecallNotice(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try notice.encode(to: encoder) }

    public func violation() -> String? { notice.scope.violation() }
}

/// A recall is over: holds are released.
public struct RecallEnded: ContractEvent {
    public static let type = "backhaul.recall.closed.v1"
    public static let topic = Topic.recallNotices
    public var key: MerchantKey { MerchantKey(merchant, recallId) }

    /// The merchant whose goods were meant.
    public var merchant: String
    /// The recall's number.
    public var recallId: String
    /// When it ended.
    public var closedAt: Instant

    public init(merchant: String, recallId: String, closedAt: Instant) {
        self.merchant = merchant
        self.recallId = recallId
        self.closedAt = closedAt
    }
}

/// The scope that now holds for a recall. The newest version of a recall id replaces the others.
public struct RecallScoped: ContractEvent {
    public static let type = "backhaul.recall.scoped.v1"
    public static let topic = Topic.recallScopes
    public var key: MerchantKey { MerchantKey(merchant, recallId) }

    /// The merchant whose goods are meant.
    public var merchant: String
    /// The recall's number.
    public var recallId: String
    /// Counts the scopes of this recall from 1.
    public var version: Int64
    /// False when the recall is over.
    public var active: Bool
    /// True for an exercise.
    public var mock: Bool
    /// What is to be done with what comes back.
    public var remedy: RecallRemedy
    /// The goods.
    public var scope: RecallScope
    /// When it was decided.
    public var scopedAt: Instant

    public init(
        merchant: String, recallId: String, version: Int64, active: Bool, mock: Bool, remedy: RecallRemedy,
        scope: RecallScope, scopedAt: Instant
    ) {
        self.merchant = merchant
        self.recallId = recallId
        self.version = version
        self.active = active
        self.mock = mock
        self.remedy = remedy
        self.scope = scope
        self.scopedAt = scopedAt
    }
}

/// A unit must not move on.
public struct UnitHeld: ContractEvent {
    public static let type = "backhaul.unit.held.v1"
    public static let topic = Topic.holds
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// Our own id of this hold.
    public var holdId: String
    /// The unit.
    public var unitId: String
    /// Why.
    public var kind: HoldKind
    /// The recall, for a recall hold.
    public var recallId: String?
    /// What the recall asks for.
    public var remedy: RecallRemedy?
    /// True for an exercise: reported, but nothing stops.
    public var mock: Bool
    /// When it was put on.
    public var heldAt: Instant

    public init(
        merchant: String, holdId: String, unitId: String, kind: HoldKind, recallId: String?, remedy: RecallRemedy?,
        mock: Bool, heldAt: Instant
    ) {
        self.merchant = merchant
        self.holdId = holdId
        self.unitId = unitId
        self.kind = kind
        self.recallId = recallId
        self.remedy = remedy
        self.mock = mock
        self.heldAt = heldAt
    }
}

/// A hold was taken off.
public struct UnitReleased: ContractEvent {
    public static let type = "backhaul.unit.released.v1"
    public static let topic = Topic.holds
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The hold.
    public var holdId: String
    /// The unit.
    public var unitId: String
    /// The recall, for a recall hold.
    public var recallId: String?
    /// When it was taken off.
    public var releasedAt: Instant

    public init(merchant: String, holdId: String, unitId: String, recallId: String?, releasedAt: Instant) {
        self.merchant = merchant
        self.holdId = holdId
        self.unitId = unitId
        self.recallId = recallId
        self.releasedAt = releasedAt
    }
}

/// How far a recall is: counts at the moment it is written, never to be summed.
public struct RecallProgressed: ContractEvent {
    public static let type = "backhaul.recall.progressed.v1"
    public static let topic = Topic.recallProgress
    public var key: MerchantKey { MerchantKey(merchant, recallId) }

    /// The merchant whose goods are meant.
    public var merchant: String
    /// The recall's number.
    public var recallId: String
    /// True for an exercise.
    public var mock: Bool
    /// False when the recall is over.
    public var active: Bool
    /// Items sold that are in scope.
    public var itemsSold: Int64
    /// Customers who bought some.
    public var customersAffected: Int64
    /// Units in scope that came into our hands.
    public var unitsReceived: Int64
    /// Units on hold now.
    public var unitsHeld: Int64
    /// Units in scope that were destroyed, recycled or sent back to the maker.
    public var unitsRemoved: Int64
    /// When it was counted.
    public var countedAt: Instant

    public init(
        merchant: String, recallId: String, mock: Bool, active: Bool, itemsSold: Int64, customersAffected: Int64,
        unitsReceived: Int64, unitsHeld: Int64, unitsRemoved: Int64, countedAt: Instant
    ) {
        self.merchant = merchant
        self.recallId = recallId
        self.mock = mock
        self.active = active
        self.itemsSold = itemsSold
        self.customersAffected = customersAffected
        self.unitsReceived = unitsReceived
        self.unitsHeld = unitsHeld
        self.unitsRemoved = unitsRemoved
        self.countedAt = countedAt
    }
}

/// A customer bought goods in scope and is to be told.
public struct CustomerAffected: ContractEvent {
    public static let type = "backhaul.customer.affected.v1"
    public static let topic = Topic.recallProgress
    public var key: MerchantKey { MerchantKey(merchant, recallId) }

    /// The merchant that sold.
    public var merchant: String
    /// The recall's number.
    public var recallId: String
    /// True for an exercise: do not write to the customer.
    public var mock: Bool
    /// Who bought, an id; absent when the sale had none.
    public var customerId: String?
    /// The order.
    public var orderId: String
    /// The line of that order.
    public var orderLineId: String
    /// The article.
    public var sku: String
    /// Items in scope on that line.
    public var quantity: Int64
    /// What is offered.
    public var remedy: RecallRemedy
    /// When it was found.
    public var foundAt: Instant

    public init(
        merchant: String, recallId: String, mock: Bool, customerId: String?, orderId: String, orderLineId: String,
        sku: String, quantity: Int64, remedy: RecallRemedy, foundAt: Instant
    ) {
        self.merchant = merchant
        self.recallId = recallId
        self.mock = mock
        self.customerId = customerId
        self.orderId = orderId
        self.orderLineId = orderLineId
        self.sku = sku
        self.quantity = quantity
        self.remedy = remedy
        self.foundAt = foundAt
    }
}
