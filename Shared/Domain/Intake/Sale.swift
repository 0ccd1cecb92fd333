import Kernel

/// One line of a sale, as the order says it. Amounts are minor units of the order's currency.
public struct SaleLine: Hashable, Sendable, Codable {
    /// Unique within the order.
    public var lineID: String
    /// The merchant's article number.
    public var sku: String
    /// GS1 GTIN of the article.
    public var gtin: GTIN?
    /// Serial numbers of the items sent, as far as they are known.
    public var serials: [String]
    /// Batch or lot of the items sent.
    public var lot: String?
    /// When the items were made.
    public var madeAt: Instant?
    /// Items, at least 1.
    public var quantity: Int64
    /// Price of one item before discount.
    public var unitPrice: MinorUnits
    /// Discount on the whole line, not negative.
    public var discount: MinorUnits
    /// Tax on the whole line.
    public var tax: MinorUnits
    /// The line's share of the outbound shipping.
    public var shipping: MinorUnits
    /// Sold as not returnable.
    public var finalSale: Bool

    public init(
        lineID: String, sku: String, gtin: GTIN? = nil, serials: [String] = [], lot: String? = nil,
        madeAt: Instant? = nil, quantity: Int64, unitPrice: MinorUnits, discount: MinorUnits = 0, tax: MinorUnits = 0,
        shipping: MinorUnits = 0, finalSale: Bool = false
    ) {
        self.lineID = lineID
        self.sku = sku
        self.gtin = gtin
        self.serials = serials
        self.lot = lot
        self.madeAt = madeAt
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.discount = discount
        self.tax = tax
        self.shipping = shipping
        self.finalSale = finalSale
    }

    /// Written with the words of the contract, so that a person who reads the table knows them.
    enum CodingKeys: String, CodingKey {
        case sku, gtin, serials, lot, madeAt, quantity, unitPrice, discount, tax, finalSale
        case lineID = "lineId"
        case shipping = "shippingShare"
    }

    /// All items of the line.
    public var items: ItemSet { ItemSet(0..<quantity) }
}

/// A sale: what was sent to a customer, and which of it is already in a return.
public struct Sale: Hashable, Sendable {
    /// Unique within the merchant.
    public var orderID: String
    /// An id, never a name.
    public var customerID: String?
    /// ISO 4217 of all amounts.
    public var currency: Currency
    /// Where the sale was made.
    public var channel: SalesChannel
    /// ISO 3166-1 alpha-2.
    public var country: String
    /// When the customer bought.
    public var orderedAt: Instant
    /// The policy of the sale.
    public var policyID: String
    /// When the goods reached the customer; nil while they have not.
    public var deliveredAt: Instant?
    /// What was sold.
    public var lines: [SaleLine]
    /// Items of each line that a return has taken: authorised, kept, received or lost, and not cancelled.
    public var taken: [String: ItemSet]

    public init(
        orderID: String, customerID: String?, currency: Currency, channel: SalesChannel, country: String,
        orderedAt: Instant, policyID: String, deliveredAt: Instant?, lines: [SaleLine],
        taken: [String: ItemSet] = [:]
    ) {
        self.orderID = orderID
        self.customerID = customerID
        self.currency = currency
        self.channel = channel
        self.country = country
        self.orderedAt = orderedAt
        self.policyID = policyID
        self.deliveredAt = deliveredAt
        self.lines = lines
        self.taken = taken
    }

    /// Items of a line that are in no return.
    public func left(of line: SaleLine) -> ItemSet { line.items.subtracting(taken[line.lineID] ?? ItemSet()) }
}

/// What the catalogue says of an article, as far as it matters when a return is decided.
public struct ProductFacts: Hashable, Sendable {
    /// Decides the window.
    public var category: ProductCategory
    /// GS1 GTIN.
    public var gtin: GTIN?
    /// Dangerous goods, when it is.
    public var hazard: Hazard?

    public init(category: ProductCategory, gtin: GTIN? = nil, hazard: Hazard? = nil) {
        self.category = category
        self.gtin = gtin
        self.hazard = hazard
    }
}
