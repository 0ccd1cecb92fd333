import Kernel

/// The rules that a merchant promises its customers. The highest version of a policy id holds.
///
/// - Source: schema.org MerchantReturnPolicy for the fields that carry its names; the rest are ours.
public struct PolicyPublished: ContractEvent {
    public static let type = "backhaul.policy.published.v1"
    public static let topic = Topic.policies
    public var key: MerchantKey { MerchantKey(merchant, policyId) }

    /// The merchant that promises.
    public var merchant: String
    /// `default` is used where an order names none.
    public var policyId: String
    /// Rises with every publication of the same policy id.
    public var version: Int64
    /// When it was published.
    public var publishedAt: Instant
    /// ISO 4217 of all amounts here.
    public var currency: Currency
    /// schema.org MerchantReturnEnumeration.
    public var returnPolicyCategory: ReturnPolicyCategory
    /// Days after delivery, for a finite window.
    public var merchantReturnDays: Int64
    /// Other windows for a category, a channel, or both; the most special one holds.
    public var windows: [ReturnWindow]?
    /// Later ends of the window for goods delivered in a season, such as before Christmas.
    public var returnPolicySeasonalOverride: [SeasonalOverride]?
    /// Reasons that are accepted; all when absent.
    public var acceptedReasons: [ReturnReason]?
    /// When money moves.
    public var refundTiming: RefundTiming
    /// What the customer pays.
    public var fees: ReturnFees?
    /// When the customer may keep the goods and still gets the money.
    public var returnless: ReturnlessRule?
    /// Refund the outbound shipping when all lines of an order come back (EU Directive 2011/83, article 13).
    public var refundsOutboundShipping: Bool
    /// Seconds after authorisation within which goods must have arrived before they count as lost.
    public var transitLimitSeconds: Int64
    /// How much of the price is kept back for goods that come back in a grade, where the customer is at fault.
    public var gradeReductions: [GradeReduction]?

    public init(
        merchant: String, policyId: String, version: Int64, publishedAt: Instant, currency: Currency,
        returnPolicyCategory: ReturnPolicyCategory, merchantReturnDays: Int64, windows: [ReturnWindow]? = nil,
        returnPolicySeasonalOverride: [SeasonalOverride]? = nil, acceptedReasons: [ReturnReason]? = nil,
        refundTiming: RefundTiming, fees: ReturnFees? = nil, returnless: ReturnlessRule? = nil,
        refundsOutboundShipping: Bool, transitLimitSeconds: Int64, gradeReductions: [GradeReduction]? = nil
    ) {
        self.merchant = merchant
        self.policyId = policyId
        self.version = version
        self.publishedAt = publishedAt
        self.currency = currency
        self.returnPolicyCategory = returnPolicyCategory
        self.merchantReturnDays = merchantReturnDays
        self.windows = windows
        self.returnPolicySeasonalOverride = returnPolicySeasonalOverride
        self.acceptedReasons = acceptedReasons
        self.refundTiming = refundTiming
        self.fees = fees
        self.returnless = returnless
        self.refundsOutboundShipping = refundsOutboundShipping
        self.transitLimitSeconds = transitLimitSeconds
        self.gradeReductions = gradeReductions
    }

    public func violation() -> String? {
        if !(0...3_650).contains(merchantReturnDays) { return "merchantReturnDays: expected 0 to 3650" }
        if !(1...31_536_000).contains(transitLimitSeconds) { return "transitLimitSeconds: expected 1 to 31536000" }
        let reductions = gradeReductions ?? []
        if !reductions.allSatisfy({ (0...10_000).contains($0.basisPoints.value) }) {
            return "gradeReductions.basisPoints: expected 0 to 10000"
        }
        if !(windows ?? []).allSatisfy({ Limits.days.contains($0.merchantReturnDays) }) {
            return "windows.merchantReturnDays: expected 0 to 3650"
        }
        return fees?.violation() ?? returnless?.violation()
    }
}

/// schema.org MerchantReturnEnumeration, the values that decide here.
public enum ReturnPolicyCategory: String, Hashable, Sendable, Codable, CaseIterable {
    case finite = "MerchantReturnFiniteReturnWindow"
    case unlimited = "MerchantReturnUnlimitedWindow"
    case notPermitted = "MerchantReturnNotPermitted"
}

/// A window for some goods.
public struct ReturnWindow: Codable, Sendable, Hashable {
    /// Only for this category; any when absent.
    public var category: ProductCategory?
    /// Only for this channel; any when absent.
    public var channel: SalesChannel?
    /// Days after delivery.
    public var merchantReturnDays: Int64

    public init(category: ProductCategory? = nil, channel: SalesChannel? = nil, merchantReturnDays: Int64) {
        self.category = category
        self.channel = channel
        self.merchantReturnDays = merchantReturnDays
    }
}

/// A later end of the window for goods delivered in a season.
public struct SeasonalOverride: Codable, Sendable, Hashable {
    /// Delivered at this moment or later.
    public var startDate: Instant
    /// Delivered before this moment.
    public var endDate: Instant
    /// Accepted until this moment, if that is later than the ordinary end.
    public var acceptedUntil: Instant

    public init(startDate: Instant, endDate: Instant, acceptedUntil: Instant) {
        self.startDate = startDate
        self.endDate = endDate
        self.acceptedUntil = acceptedUntil
    }
}

/// What the customer pays for a return.
public struct ReturnFees: Codable, Sendable, Hashable {
    /// Share of the price, in hundredths of a percent.
    public var restockingFeeBasisPoints: BasisPoints?
    /// A fixed fee for each item, in minor units.
    public var restockingFeeFixed: MinorUnits?
    /// The most that one item can cost, in minor units.
    public var cap: MinorUnits?
    /// Reasons for which no fee is taken.
    public var waivedReasons: [ReturnReason]?

    public init(
        restockingFeeBasisPoints: BasisPoints? = nil, restockingFeeFixed: MinorUnits? = nil, cap: MinorUnits? = nil,
        waivedReasons: [ReturnReason]? = nil
    ) {
        self.restockingFeeBasisPoints = restockingFeeBasisPoints
        self.restockingFeeFixed = restockingFeeFixed
        self.cap = cap
        self.waivedReasons = waivedReasons
    }

    func violation() -> String? {
        Limits.violation("fees.restockingFeeBasisPoints", restockingFeeBasisPoints?.value, Limits.share)
            ?? Limits.violation("fees.restockingFeeFixed", restockingFeeFixed, Limits.amount)
            ?? Limits.violation("fees.cap", cap, Limits.amount)
    }
}

/// When goods stay with the customer and the money goes back all the same.
public struct ReturnlessRule: Codable, Sendable, Hashable {
    /// Below this value of the line, in minor units.
    public var valueBelow: MinorUnits
    /// What bringing one parcel back costs; a line worth less than this stays too, in minor units.
    public var bringBackCost: MinorUnits?
    /// True when goods of a hazard class are not to be sent by customers.
    public var hazardousStay: Bool?

    public init(valueBelow: MinorUnits, bringBackCost: MinorUnits? = nil, hazardousStay: Bool? = nil) {
        self.valueBelow = valueBelow
        self.bringBackCost = bringBackCost
        self.hazardousStay = hazardousStay
    }

    func violation() -> String? {
        Limits.violation("returnless.valueBelow", valueBelow, Limits.amount)
            ?? Limits.violation("returnless.bringBackCost", bringBackCost, Limits.amount)
    }
}

/// What is kept back for a grade.
public struct GradeReduction: Codable, Sendable, Hashable {
    /// The grade the goods came back in.
    public var grade: Grade
    /// Share of the price kept back, in hundredths of a percent.
    public var basisPoints: BasisPoints

    public init(grade: Grade, basisPoints: BasisPoints) {
        self.grade = grade
        self.basisPoints = basisPoints
    }
}
