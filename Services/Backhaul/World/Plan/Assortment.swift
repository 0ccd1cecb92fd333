import Contracts
import Kernel

/// All articles of the simulated merchants: about five hundred, in every category.
struct Assortment: Sendable {
    let articles: [Article]
    private let byKind: [MerchantCategory: [Int]]
    private let bySku: [MerchantKey: Int]

    /// Articles of each merchant.
    static let articlesPerMerchant = 125

    private struct MerchantCategory: Hashable {
        let merchant: String
        let category: ProductCategory
    }

    init(seed: UInt64) {
        var articles: [Article] = []
        for merchant in Merchant.all.map(\.value) {
            for number in 0..<Self.articlesPerMerchant {
                articles.append(Self.article(number, of: merchant, total: articles.count, seed: seed))
            }
        }
        self.articles = articles
        byKind = Dictionary(
            grouping: articles.indices,
            by: { MerchantCategory(merchant: articles[$0].merchant, category: articles[$0].category) })
        bySku = Dictionary(
            articles.indices.map { (MerchantKey(articles[$0].merchant, articles[$0].sku), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The article of that number, if the world sells it.
    func article(_ merchant: String, _ sku: String) -> Article? {
        bySku[MerchantKey(merchant, sku)].map { articles[$0] }
    }

    /// An article of the category. The first articles of a category sell best, so that recalls of them are felt.
    func pick(_ merchant: Merchant, _ category: ProductCategory, _ chance: inout Chance) -> Article {
        let numbers = byKind[MerchantCategory(merchant: merchant.id, category: category)] ?? Array(articles.indices)
        let spread = Int64(numbers.count - 1)
        return articles[numbers[Int(min(chance.whole(0...spread), chance.whole(0...spread)))]]
    }

    /// The best-selling articles, which recalls are made of.
    func bestSellers(_ merchant: String, _ categories: [ProductCategory]) -> [Article] {
        categories.compactMap { byKind[MerchantCategory(merchant: merchant, category: $0)]?.first }.map { articles[$0] }
    }

    private static func article(_ number: Int, of merchant: Merchant, total: Int, seed: UInt64) -> Article {
        var chance = Chance(seed: seed, "article", merchant.id, String(number))
        // Every kind occurs at every merchant before chance decides.
        let kinds = ArticleKinds.all
        let kind = number < kinds.count ? kinds[number] : kinds[Int(chance.whole(0...Int64(kinds.count - 1)))]
        let price = chance.whole(kind.prices) / 50 * 50 + 49
        let brand = ["Aldeby", "Brio Forte", "Corvid", "Dunmore", "Esker"][number % 5]
        return Article(
            merchant: merchant.id, sku: "\(prefix(kind.category))-\(1_000 + number)",
            // Numbers beginning with 2 are for use within a company: none is a real article of anyone.
            gtin: GTIN(withoutCheckDigit: 200_000_000_000 + UInt64(total)), name: "\(brand) \(kind.name)",
            category: kind.category, currency: merchant.currency, cost: price * chance.whole(35...65) / 100,
            listPrice: price, massGrams: chance.whole(kind.masses), kind: kind,
            vendor: vendor(of: brand, &chance), forbidden: brand == "Corvid" ? [.liquidate, .marketplaceResale] : nil,
            lots: (1...6).map { "L\(1_000 + number)-\($0)" })
    }

    /// What vendors take back. A choice: four of five take some goods back, for 60 to 100 % of the cost.
    private static func vendor(of brand: String, _ chance: inout Chance) -> VendorTerms? {
        guard brand != "Esker" else { return nil }
        return VendorTerms(
            vendorId: "vendor-" + brand.lowercased().filter { $0 != " " },
            returnWindowDays: [30, 60, 90, 120][Int(chance.whole(0...3))],
            creditBasisPoints: BasisPoints(chance.whole(12...20) * 500),
            restockingFeeBasisPoints: chance.happens(BasisPoints(3_000)) ? BasisPoints(1_500) : nil,
            acceptsOpened: chance.happens(BasisPoints(6_000)),
            defectiveOnly: chance.happens(BasisPoints(2_500)) ? true : nil)
    }

    private static func prefix(_ category: ProductCategory) -> String {
        switch category {
        case .apparel: "AP"
        case .shoes: "SH"
        case .electronics: "EL"
        case .home: "HO"
        case .toys: "TO"
        case .beauty: "BE"
        case .sports: "SP"
        case .books: "BO"
        case .other: "OT"
        case .foodAndDrink: "FO"
        }
    }
}
