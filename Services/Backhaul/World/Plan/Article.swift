import Contracts
import Kernel

/// An article of a merchant's assortment, with what only the world knows of it.
struct Article: Sendable {
    let merchant: String
    let sku: String
    let gtin: GTIN?
    let name: String
    let category: ProductCategory
    let currency: Currency
    let cost: MinorUnits
    let listPrice: MinorUnits
    let massGrams: Int64
    let kind: ArticleKind
    let vendor: VendorTerms?
    let forbidden: [Disposition]?
    /// Batches it was made in, oldest first; one every thirty days.
    let lots: [String]

    /// What the vendor credits for one, less its fee.
    var vendorCredit: MinorUnits? {
        vendor.map { terms in
            let credit = terms.creditBasisPoints.of(cost)
            return credit - (terms.restockingFeeBasisPoints ?? .zero).of(credit)
        }
    }

    /// Told apart by serial numbers.
    var hasSerials: Bool { category == .electronics }

    /// The event that describes it.
    func described(at time: Instant) -> ProductDescribed {
        ProductDescribed(
            merchant: merchant, sku: sku, gtin: gtin, name: name, category: category, describedAt: time,
            currency: currency, cost: cost, listPrice: listPrice, massGrams: massGrams, hsCode: kind.hsCode,
            hazard: kind.hazard, weeeCategory: kind.weeeCategory, vendor: vendor, forbiddenDispositions: forbidden)
    }

    /// When the goods of a batch were made.
    func madeAt(lot index: Int, before start: Instant) -> Instant {
        start.advanced(by: .days(Int64((index - lots.count) * 30) - 90))
    }
}

/// What several articles have in common: a line of the sample assortment.
struct ArticleKind: Sendable {
    let name: String
    let category: ProductCategory
    /// List prices, in minor units.
    let prices: ClosedRange<Int64>
    /// Mass with packaging, in grams.
    let masses: ClosedRange<Int64>
    /// Harmonized System code.
    let hsCode: String
    var hazard: Hazard?
    /// Category of Directive 2012/19/EU, Annex III.
    var weeeCategory: Int64?

    init(
        _ name: String, _ category: ProductCategory, _ prices: ClosedRange<Int64>, _ masses: ClosedRange<Int64>,
        _ hsCode: String, hazard: Hazard? = nil, weee: Int64? = nil
    ) {
        self.name = name
        self.category = category
        self.prices = prices
        self.masses = masses
        self.hsCode = hsCode
        self.hazard = hazard
        self.weeeCategory = weee
    }
}
