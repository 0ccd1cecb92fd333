import Kernel

/// What is known of an article. The newest description of a sku holds.
public struct ProductDescribed: ContractEvent {
    public static let type = "backhaul.product.described.v1"
    public static let topic = Topic.products
    public var key: MerchantKey { MerchantKey(merchant, sku) }

    /// The merchant that sells it.
    public var merchant: String
    /// The merchant's article number.
    public var sku: String
    /// GS1 GTIN.
    public var gtin: GTIN?
    /// A short name for people.
    public var name: String
    /// Decides windows, question trees, decay and law.
    public var category: ProductCategory
    /// When this description was made; an older one never replaces a newer.
    public var describedAt: Instant
    /// ISO 4217 of `cost` and `listPrice`.
    public var currency: Currency
    /// What the merchant pays for one, in minor units.
    public var cost: MinorUnits
    /// What one sells for, in minor units.
    public var listPrice: MinorUnits
    /// Mass of one with its packaging, in grams.
    public var massGrams: Int64
    /// Harmonized System code, 2 to 10 digits.
    public var hsCode: String?
    /// Dangerous goods class and UN number, when it is dangerous.
    public var hazard: Hazard?
    /// One of the six categories of Directive 2012/19/EU, Annex III.
    public var weeeCategory: Int64?
    /// What the vendor takes back, and how.
    public var vendor: VendorTerms?
    /// Dispositions that the brand forbids.
    public var forbiddenDispositions: [Disposition]?

    public init(
        merchant: String, sku: String, gtin: GTIN?, name: String, category: ProductCategory, describedAt: Instant,
        currency: Currency, cost: MinorUnits, listPrice: MinorUnits, massGrams: Int64, hsCode: String? = nil,
        hazard: Hazard? = nil, weeeCategory: Int64? = nil, vendor: VendorTerms? = nil,
        forbiddenDispositions: [Disposition]? = nil
    ) {
        self.merchant = merchant
        self.sku = sku
        self.gtin = gtin
        self.name = name
        self.category = category
        self.describedAt = describedAt
        self.currency = currency
        self.cost = cost
        self.listPrice = listPrice
        self.massGrams = massGrams
        self.hsCode = hsCode
        self.hazard = hazard
        self.weeeCategory = weeeCategory
        self.vendor = vendor
        self.forbiddenDispositions = forbiddenDispositions
    }

    public func violation() -> String? {
        if sku.isEmpty { return "sku: expected a text" }
        if !(0...1_000_000_000_000).contains(cost) { return "cost: expected 0 to 1000000000000 minor units" }
        if !(0...1_000_000_000_000).contains(listPrice) { return "listPrice: expected 0 to 1000000000000 minor units" }
        if !(0...100_000_000).contains(massGrams) { return "massGrams: expected 0 to 100000000" }
        return vendor?.violation()
    }
}

/// What a vendor agreed to take back.
public struct VendorTerms: Codable, Sendable, Hashable {
    /// The vendor.
    public var vendorId: String
    /// Days after the customer's purchase within which the vendor must have the goods.
    public var returnWindowDays: Int64
    /// Share of the cost that the vendor credits, in hundredths of a percent.
    public var creditBasisPoints: BasisPoints
    /// Share of the credit that the vendor keeps for handling, in hundredths of a percent.
    public var restockingFeeBasisPoints: BasisPoints?
    /// True when opened goods are accepted too.
    public var acceptsOpened: Bool
    /// True when only goods with a fault of the manufacturer are accepted.
    public var defectiveOnly: Bool?

    public init(
        vendorId: String, returnWindowDays: Int64, creditBasisPoints: BasisPoints,
        restockingFeeBasisPoints: BasisPoints? = nil, acceptsOpened: Bool, defectiveOnly: Bool? = nil
    ) {
        self.vendorId = vendorId
        self.returnWindowDays = returnWindowDays
        self.creditBasisPoints = creditBasisPoints
        self.restockingFeeBasisPoints = restockingFeeBasisPoints
        self.acceptsOpened = acceptsOpened
        self.defectiveOnly = defectiveOnly
    }

    func violation() -> String? {
        Limits.violation("vendor.returnWindowDays", returnWindowDays, Limits.days)
            ?? Limits.violation("vendor.creditBasisPoints", creditBasisPoints.value, Limits.share)
            ?? Limits.violation("vendor.restockingFeeBasisPoints", restockingFeeBasisPoints?.value, Limits.share)
    }
}
