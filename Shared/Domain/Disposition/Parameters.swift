import Kernel

/// Prices, fees, times and sites that decisions are made with: one version of a document that is data, not code.
///
/// Amounts are minor units of `currency`; other currencies take them through `currencies`. Keys of the tables are the
/// raw values of `Disposition`, `Grade`, `ProductCategory` and `WorkStep`.
public struct Parameters: Hashable, Sendable, Codable {
    /// Counts the versions; the highest holds.
    public var version: Int64
    /// ISO 4217 of all amounts of this document.
    public var currency: Currency
    /// What 100 minor units of `currency` are in another one, in hundredths: 10,000 is one to one.
    public var currencies: [String: BasisPoints]
    /// How long a decision waits for an article's description.
    public var productWaitSeconds: Int64
    /// For one tonne of CO2 equivalent.
    public var carbonPricePerTonne: MinorUnits
    /// Treatment and paperwork for dangerous goods, added wherever they are moved.
    public var hazardCompliance: MinorUnits
    /// Capital cost of a day in our hands, in hundredths of a percent of the list price.
    public var holdingBasisPointsPerDay: BasisPoints
    /// Terms by disposition.
    public var channels: [String: Channel]
    /// Share of the list price by category (or `default`), disposition and grade.
    public var prices: [String: [String: [String: BasisPoints]]]
    /// Cost of one step of work.
    public var labour: [String: MinorUnits]
    /// Decay and storage by category.
    public var categories: [String: CategoryTerms]
    /// Named partner sites by step; a step that is not here is done where the unit is.
    public var sites: [String: String]
    /// Where goods may not be destroyed.
    public var destructionBan: DestructionBan
    /// Categories that are never sold again once opened.
    public var hygieneCategories: [String]

    /// Terms of one disposition.
    public struct Channel: Hashable, Sendable, Codable {
        /// How likely it is to work out.
        public var probability: BasisPoints
        /// Days until the money is there.
        public var waitDays: Int64
        /// Share of the expected proceeds that the channel keeps.
        public var feeShare: BasisPoints
        /// What the channel keeps of every unit.
        public var feeFixed: MinorUnits
        /// Transport of one unit.
        public var transportFixed: MinorUnits
        /// Transport, by mass.
        public var transportPerKilogram: MinorUnits
        /// Paperwork and treatment of one unit.
        public var compliance: MinorUnits
        /// What the material brings, for recycling.
        public var scrapPerKilogram: MinorUnits
        /// Grams of CO2 equivalent for one unit.
        public var carbonGrams: Int64
        /// Grams of CO2 equivalent for each kilogram.
        public var carbonGramsPerKilogram: Int64

        /// Terms without money: what is not said costs and brings nothing.
        public init(probability: BasisPoints, waitDays: Int64) {
            self.probability = probability
            self.waitDays = waitDays
            (feeShare, feeFixed, transportFixed, transportPerKilogram) = (.zero, 0, 0, 0)
            (compliance, scrapPerKilogram, carbonGrams, carbonGramsPerKilogram) = (0, 0, 0, 0)
        }
    }

    /// What time does to a category.
    public struct CategoryTerms: Hashable, Sendable, Codable {
        /// Share of the price that a week takes.
        public var weeklyDecay: BasisPoints
        /// Storage of one unit for a day.
        public var storagePerDay: MinorUnits

        public init(weeklyDecay: BasisPoints, storagePerDay: MinorUnits) {
            self.weeklyDecay = weeklyDecay
            self.storagePerDay = storagePerDay
        }
    }

    /// Where unsold goods may not be destroyed.
    ///
    /// - Source: Regulation (EU) 2024/1781, article 25 and annex VII.
    public struct DestructionBan: Hashable, Sendable, Codable {
        /// Kinds of product.
        public var categories: [String]
        /// ISO 3166-1 alpha-2. A unit of which the country is not known counts as inside.
        public var countries: [String]

        public init(categories: [String], countries: [String]) {
            self.categories = categories
            self.countries = countries
        }
    }

    public init(
        version: Int64, currency: Currency, currencies: [String: BasisPoints], productWaitSeconds: Int64,
        carbonPricePerTonne: MinorUnits, hazardCompliance: MinorUnits, holdingBasisPointsPerDay: BasisPoints,
        channels: [String: Channel], prices: [String: [String: [String: BasisPoints]]], labour: [String: MinorUnits],
        categories: [String: CategoryTerms], sites: [String: String], destructionBan: DestructionBan,
        hygieneCategories: [String]
    ) {
        self.version = version
        self.currency = currency
        self.currencies = currencies
        self.productWaitSeconds = productWaitSeconds
        self.carbonPricePerTonne = carbonPricePerTonne
        self.hazardCompliance = hazardCompliance
        self.holdingBasisPointsPerDay = holdingBasisPointsPerDay
        self.channels = channels
        self.prices = prices
        self.labour = labour
        self.categories = categories
        self.sites = sites
        self.destructionBan = destructionBan
        self.hygieneCategories = hygieneCategories
    }
}

extension Parameters {
    /// What makes this document unusable, for a person; nil when it is complete.
    public func problem() -> String? {
        for disposition in Disposition.decidable {
            guard let channel = channels[disposition.rawValue] else {
                return "channels: \(disposition.rawValue) missing"
            }
            let range = BasisPoints.zero...BasisPoints.whole
            if !range.contains(channel.probability) || !range.contains(channel.feeShare) {
                return "channels: \(disposition.rawValue): a share is not 0 to 10000"
            }
            if !(0...730).contains(channel.waitDays) { return "channels: \(disposition.rawValue): waitDays 0 to 730" }
        }
        for step in WorkStep.allCases where labour[step.rawValue] == nil { return "labour: \(step.rawValue) missing" }
        for category in ProductCategory.allCases {
            guard let terms = categories[category.rawValue] else { return "categories: \(category.rawValue) missing" }
            if !(BasisPoints.zero...BasisPoints.whole).contains(terms.weeklyDecay) {
                return "categories: \(category.rawValue): weeklyDecay 0 to 10000"
            }
        }
        if prices["default"] == nil { return "prices: default missing" }
        return numberProblem()
    }

    /// An amount of this document in another currency; one that is not listed is taken one to one.
    func amount(_ base: MinorUnits, in other: Currency) -> MinorUnits {
        other == currency ? base : (currencies[other.code] ?? .whole).of(base)
    }

    /// Share of the list price in this grade; nil where nobody buys it.
    func priceShare(_ disposition: Disposition, _ grade: Grade, _ category: ProductCategory) -> BasisPoints? {
        let own = prices[category.rawValue]?[disposition.rawValue]
        return (own ?? prices["default"]?[disposition.rawValue])?[grade.rawValue]
    }
}

extension Disposition {
    /// What a unit in our hands can become, in the order that breaks ties.
    public static let decidable = allCases.filter { $0 != .keepWithCustomer }
}
