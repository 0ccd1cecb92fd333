import Kernel

/// What is known of a unit since it came into our hands.
public struct ArrivalFacts: Hashable, Sendable, Codable {
    /// Where it is.
    public var siteId: String
    /// When it came into our hands.
    public var receivedAt: Instant
    /// What it is against what was announced.
    public var finding: ReceiptFinding
    /// The return it belongs to, when it is known.
    public var returnId: String?
    /// Who sent it, an id, when it is known.
    public var customerId: String?
    /// The article by the merchant's number, when it is known.
    public var sku: String?
    /// The article by GS1 GTIN, when it is known.
    public var gtin: GTIN?
    /// Serial number, when it is known.
    public var serial: String?
    /// Batch or lot, when it is known.
    public var lot: String?
    /// When it was made, if that is known.
    public var madeAt: Instant?
    /// ISO 3166-1 alpha-2 code of the country that it was sold to.
    public var country: String?
    /// When the customer bought it, if that is known.
    public var soldAt: Instant?
    /// ISO 4217 of the amounts.
    public var currency: Currency?

    public init(siteId: String, receivedAt: Instant, finding: ReceiptFinding) {
        self.siteId = siteId
        self.receivedAt = receivedAt
        self.finding = finding
    }
}

/// What a bench found.
public struct GradeFacts: Hashable, Sendable, Codable {
    /// The kind of product.
    public var category: ProductCategory
    /// The condition as a whole.
    public var grade: Grade
    /// Who caused the state it is in.
    public var fault: PartyAtFault
    /// It was never opened.
    public var sealed: Bool
    /// It is dangerous as it is: a swollen battery, broken glass in food, a leak.
    public var dangerous: Bool
    /// When it was graded.
    public var gradedAt: Instant

    public init(
        category: ProductCategory, grade: Grade, fault: PartyAtFault, sealed: Bool, dangerous: Bool, gradedAt: Instant
    ) {
        self.category = category
        self.grade = grade
        self.fault = fault
        self.sealed = sealed
        self.dangerous = dangerous
        self.gradedAt = gradedAt
    }
}

/// What the catalogue says of an article. Amounts are minor units of `currency`.
public struct ProductFacts: Hashable, Sendable, Codable {
    /// The article by GS1 GTIN, when it is known.
    public var gtin: GTIN?
    /// ISO 4217 of the amounts.
    public var currency: Currency
    /// What the merchant pays for one.
    public var cost: MinorUnits
    /// What one sells for.
    public var listPrice: MinorUnits
    /// Mass of one with its packaging, in grams.
    public var massGrams: Int64
    /// Class and UN number, when it is dangerous goods.
    public var hazard: Hazard?
    /// Category of Directive 2012/19/EU, Annex III.
    public var weeeCategory: Int64?
    /// What the vendor takes back; nil when nothing.
    public var vendor: VendorFacts?
    /// Outcomes that the brand forbids.
    public var forbidden: [Disposition]

    public init(
        gtin: GTIN? = nil, currency: Currency, cost: MinorUnits, listPrice: MinorUnits, massGrams: Int64,
        hazard: Hazard? = nil, weeeCategory: Int64? = nil, vendor: VendorFacts? = nil, forbidden: [Disposition] = []
    ) {
        self.gtin = gtin
        self.currency = currency
        self.cost = cost
        self.listPrice = listPrice
        self.massGrams = massGrams
        self.hazard = hazard
        self.weeeCategory = weeeCategory
        self.vendor = vendor
        self.forbidden = forbidden
    }
}

/// What a vendor agreed to take back.
public struct VendorFacts: Hashable, Sendable, Codable {
    /// The vendor.
    public var vendorId: String
    /// Days after the customer's purchase within which the vendor must have the goods.
    public var returnWindowDays: Int64
    /// Share of the cost that is credited.
    public var credit: BasisPoints
    /// Share of the credit that the vendor keeps.
    public var restockingFee: BasisPoints
    /// True when opened goods are accepted too.
    public var acceptsOpened: Bool
    /// True when only goods with a fault of the maker are accepted.
    public var defectiveOnly: Bool

    public init(
        vendorId: String, returnWindowDays: Int64, credit: BasisPoints, restockingFee: BasisPoints = .zero,
        acceptsOpened: Bool, defectiveOnly: Bool = false
    ) {
        self.vendorId = vendorId
        self.returnWindowDays = returnWindowDays
        self.credit = credit
        self.restockingFee = restockingFee
        self.acceptsOpened = acceptsOpened
        self.defectiveOnly = defectiveOnly
    }
}
