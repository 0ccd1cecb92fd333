import Kernel

/// What is known of a unit since it came into our hands.
public struct ArrivalFacts: Hashable, Sendable, Codable {
    /// Where it is.
    public var siteId: String
    public var receivedAt: Instant
    public var finding: ReceiptFinding
    public var returnId: String?
    public var customerId: String?
    public var sku: String?
    public var gtin: GTIN?
    public var serial: String?
    public var lot: String?
    public var madeAt: Instant?
    /// ISO 3166-1 alpha-2 code of the country that it was sold to.
    public var country: String?
    public var soldAt: Instant?
    public var currency: Currency?

    public init(siteId: String, receivedAt: Instant, finding: ReceiptFinding) {
        self.siteId = siteId
        self.receivedAt = receivedAt
        self.finding = finding
    }
}

/// What a bench found.
public struct GradeFacts: Hashable, Sendable, Codable {
    public var category: ProductCategory
    public var grade: Grade
    public var fault: PartyAtFault
    /// It was never opened.
    public var sealed: Bool
    /// It is dangerous as it is: a swollen battery, broken glass in food, a leak.
    public var dangerous: Bool
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
    public var gtin: GTIN?
    public var currency: Currency
    public var cost: MinorUnits
    public var listPrice: MinorUnits
    public var massGrams: Int64
    public var hazard: Hazard?
    /// Category of Directive 2012/19/EU, Annex III.
    public var weeeCategory: Int64?
    public var vendor: VendorFacts?
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
    public var vendorId: String
    /// Days after the customer's purchase within which the vendor must have the goods.
    public var returnWindowDays: Int64
    /// Share of the cost that is credited.
    public var credit: BasisPoints
    /// Share of the credit that the vendor keeps.
    public var restockingFee: BasisPoints
    public var acceptsOpened: Bool
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
