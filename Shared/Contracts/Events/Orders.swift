import Kernel

/// Goods left for a customer. Amounts are minor units of `currency`.
public struct OrderShipped: ContractEvent {
    public static let type = "backhaul.order.shipped.v1"
    public static let topic = Topic.orders
    public var key: MerchantKey { MerchantKey(merchant, orderId) }

    /// The merchant that sold.
    public var merchant: String
    /// Unique within the merchant.
    public var orderId: String
    /// An id, never a name or an address.
    public var customerId: String?
    /// ISO 4217.
    public var currency: Currency
    /// Where the sale was made.
    public var channel: SalesChannel
    /// ISO 3166-1 alpha-2 code of the country the goods were sold to.
    public var country: String
    /// When the customer bought.
    public var orderedAt: Instant
    /// When the goods left.
    public var shippedAt: Instant
    /// The return policy that the sale was made under; the merchant's `default` when absent.
    public var policyId: String?
    /// What was sold, at least one line.
    public var lines: [OrderLine]

    public init(
        merchant: String, orderId: String, customerId: String?, currency: Currency, channel: SalesChannel,
        country: String, orderedAt: Instant, shippedAt: Instant, policyId: String?, lines: [OrderLine]
    ) {
        self.merchant = merchant
        self.orderId = orderId
        self.customerId = customerId
        self.currency = currency
        self.channel = channel
        self.country = country
        self.orderedAt = orderedAt
        self.shippedAt = shippedAt
        self.policyId = policyId
        self.lines = lines
    }

    public func violation() -> String? {
        if lines.isEmpty { return "lines: expected at least one" }
        if lines.count > 10_000 { return "lines: expected at most 10000" }
        if Set(lines.map(\.lineId)).count != lines.count { return "lines.lineId: expected each only once" }
        return Limits.idViolation("policyId", policyId) ?? Limits.idViolation("customerId", customerId)
            ?? lines.lazy.compactMap { $0.violation() }.first
    }
}

/// One line of a sale.
public struct OrderLine: Codable, Sendable, Hashable {
    /// Unique within the order.
    public var lineId: String
    /// The merchant's article number.
    public var sku: String
    /// GS1 GTIN of the article.
    public var gtin: GTIN?
    /// Serial numbers of the items sent.
    public var serials: [String]?
    /// Batch or lot of the items sent.
    public var lot: String?
    /// When the items were made.
    public var madeAt: Instant?
    /// Items, at least 1.
    public var quantity: Int64
    /// Price of one item before discount and without the tax that `tax` holds, in minor units.
    public var unitPrice: MinorUnits
    /// Discount on the whole line, not negative, in minor units.
    public var discount: MinorUnits?
    /// Tax on the whole line, in minor units.
    public var tax: MinorUnits?
    /// The line's share of the outbound shipping paid, in minor units.
    public var shippingShare: MinorUnits?
    /// Sold as not returnable.
    public var finalSale: Bool?

    public init(
        lineId: String, sku: String, gtin: GTIN? = nil, serials: [String]? = nil, lot: String? = nil,
        madeAt: Instant? = nil, quantity: Int64, unitPrice: MinorUnits, discount: MinorUnits? = nil,
        tax: MinorUnits? = nil, shippingShare: MinorUnits? = nil, finalSale: Bool? = nil
    ) {
        self.lineId = lineId
        self.sku = sku
        self.gtin = gtin
        self.serials = serials
        self.lot = lot
        self.madeAt = madeAt
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.discount = discount
        self.tax = tax
        self.shippingShare = shippingShare
        self.finalSale = finalSale
    }

    func violation() -> String? {
        guard (1...1_000_000).contains(quantity) else { return "lines.quantity: expected 1 to 1000000" }
        guard amounts.allSatisfy({ (0...1_000_000_000_000).contains($0) }) else {
            return "lines: expected amounts of 0 to 1000000000000 minor units"
        }
        guard Limits.amount.contains(unitPrice * quantity) else {
            return "lines: expected unitPrice times quantity of 0 to 1000000000000 minor units"
        }
        guard unitPrice * quantity >= (discount ?? 0) else {
            return "lines.discount: expected at most the line's price"
        }
        return Limits.idViolation("lines.lineId", lineId, atMost: Limits.lineBytes)
            ?? Limits.idViolation("lines.sku", sku)
    }

    private var amounts: [MinorUnits] { [unitPrice, discount ?? 0, tax ?? 0, shippingShare ?? 0] }
}

/// Goods reached the customer: return windows run from here.
public struct OrderDelivered: ContractEvent {
    public static let type = "backhaul.order.delivered.v1"
    public static let topic = Topic.orders
    public var key: MerchantKey { MerchantKey(merchant, orderId) }

    /// The merchant that sold.
    public var merchant: String
    /// Unique within the merchant.
    public var orderId: String
    /// When the goods were handed over.
    public var deliveredAt: Instant

    public init(merchant: String, orderId: String, deliveredAt: Instant) {
        self.merchant = merchant
        self.orderId = orderId
        self.deliveredAt = deliveredAt
    }
}
