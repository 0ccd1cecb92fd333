import Contracts
import Kernel

/// A source of the world's events: the calibrated stream, or a real year.
package protocol WorldStream {
    /// The next event; nil at the end.
    ///
    /// - Throws: `ContractViolation`, or what reading a file throws.
    mutating func next() throws -> WorldEvent?
    /// Begins nothing more: `next` gives what belongs to the stories begun, then nil.
    mutating func finish()
    /// What the events given out so far must lead to.
    var account: StreamAccount { get }
    /// Returns that will be requested in all, when that is known beforehand.
    var plannedReturns: Int? { get }
    /// Lines of a real year by what became of them; empty for the calibrated stream.
    var buckets: [String: Int] { get }
    /// What an article costs and sells for, when the world sells it.
    func price(_ merchant: String, _ sku: String) -> ArticlePrice?
}

/// What sites must know of an article to say what work on it costs and brings. Amounts are minor units.
package struct ArticlePrice: Sendable, Hashable {
    /// ISO 4217.
    package var currency: Currency
    /// What the merchant paid for one.
    package var cost: MinorUnits
    /// What one sells for.
    package var listPrice: MinorUnits
    /// The kind of product.
    package var category: ProductCategory
    /// What the vendor credits for one; nil when there is no such vendor.
    package var vendorCredit: MinorUnits?

    package init(
        currency: Currency, cost: MinorUnits, listPrice: MinorUnits, category: ProductCategory,
        vendorCredit: MinorUnits? = nil
    ) {
        self.vendorCredit = vendorCredit
        self.currency = currency
        self.cost = cost
        self.listPrice = listPrice
        self.category = category
    }
}
