import Kernel

/// What a merchant promises its customers about returns. Amounts are minor units of `currency`.
///
/// - Source: schema.org MerchantReturnPolicy for windows and seasons; fees and returnless rules are ours.
public struct ReturnPolicy: Hashable, Sendable {
    /// How long goods can come back, unless a special window says otherwise.
    public enum Period: Hashable, Sendable {
        /// This many days after delivery.
        case days(Int64)
        case unlimited
        /// Never.
        case notPermitted
    }

    /// A period for a category, a channel, or both.
    public struct Window: Hashable, Sendable {
        public var category: ProductCategory?
        public var channel: SalesChannel?
        /// Days after delivery.
        public var days: Int64

        public init(category: ProductCategory?, channel: SalesChannel?, days: Int64) {
            self.category = category
            self.channel = channel
            self.days = days
        }
    }

    /// A later end for goods delivered in a season: from `start`, before `end`.
    public struct Season: Hashable, Sendable {
        public var start: Instant
        public var end: Instant
        public var acceptedUntil: Instant

        public init(start: Instant, end: Instant, acceptedUntil: Instant) {
            self.start = start
            self.end = end
            self.acceptedUntil = acceptedUntil
        }
    }

    /// What the customer pays for an item.
    public struct Fees: Hashable, Sendable {
        /// Share of what was paid for the item.
        public var share: BasisPoints
        /// Added for each item.
        public var fixed: MinorUnits
        /// The most for one item.
        public var cap: MinorUnits?
        /// No fee for these reasons.
        public var waived: Set<ReturnReason>

        public init(share: BasisPoints, fixed: MinorUnits, cap: MinorUnits?, waived: Set<ReturnReason>) {
            self.share = share
            self.fixed = fixed
            self.cap = cap
            self.waived = waived
        }
    }

    /// When goods stay with the customer.
    public struct Returnless: Hashable, Sendable {
        /// A line worth less stays.
        public var valueBelow: MinorUnits
        /// A line worth less than bringing it back stays.
        public var bringBackCost: MinorUnits?
        /// Dangerous goods are not to be sent by customers.
        public var hazardousStay: Bool

        public init(valueBelow: MinorUnits, bringBackCost: MinorUnits?, hazardousStay: Bool) {
            self.valueBelow = valueBelow
            self.bringBackCost = bringBackCost
            self.hazardousStay = hazardousStay
        }
    }

    public var policyID: String
    public var version: Int64
    public var currency: Currency
    public var period: Period
    public var windows: [Window] = []
    public var seasons: [Season] = []
    /// All reasons when nil.
    public var acceptedReasons: Set<ReturnReason>?
    public var timing: RefundTiming
    public var fees: Fees?
    public var returnless: Returnless?
    /// Outbound shipping goes back too when a whole order does.
    ///
    /// - Source: Directive 2011/83/EU, article 13.
    public var refundsOutboundShipping: Bool
    /// How long authorised goods may take to arrive.
    public var transitLimit: TimeSpan

    public init(
        policyID: String, version: Int64, currency: Currency, period: Period, timing: RefundTiming,
        refundsOutboundShipping: Bool, transitLimit: TimeSpan
    ) {
        self.policyID = policyID
        self.version = version
        self.currency = currency
        self.period = period
        self.timing = timing
        self.refundsOutboundShipping = refundsOutboundShipping
        self.transitLimit = transitLimit
    }

    /// The period for these goods: the most special window that fits, a category counting more than a channel.
    public func period(category: ProductCategory, channel: SalesChannel) -> Period {
        if period == .notPermitted { return .notPermitted }
        let fitting = windows.filter { ($0.category ?? category) == category && ($0.channel ?? channel) == channel }
        func rank(_ window: Window) -> Int { (window.category == nil ? 0 : 2) + (window.channel == nil ? 0 : 1) }
        // The first of equals, so that the policy's own order decides.
        let best = fitting.enumerated().max { (rank($0.element), -$0.offset) < (rank($1.element), -$1.offset) }
        return best.map { .days($0.element.days) } ?? period
    }

    /// The last moment at which goods delivered at `deliveredAt` can be sent back; nil when there is no end.
    public func lastAcceptedAt(
        category: ProductCategory, channel: SalesChannel, deliveredAt: Instant
    ) -> Instant? {
        guard case .days(let days) = period(category: category, channel: channel) else { return nil }
        let seasonal = seasons.lazy.filter { $0.start <= deliveredAt && deliveredAt < $0.end }.map(\.acceptedUntil)
        return max(deliveredAt.advanced(by: .days(days)), seasonal.max() ?? .epoch)
    }
}
