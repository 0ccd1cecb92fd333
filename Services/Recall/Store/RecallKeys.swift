import Contracts
import Kernel
import Worker

/// An article of a merchant as scopes name it.
struct Article: Hashable, Sendable {
    let merchant: String
    /// `g/` and a GTIN of 14 digits, or `s/` and a sku.
    let name: String

    static func gtin(_ gtin: GTIN, of merchant: String) -> Article {
        Article(merchant: merchant, name: "g/\(gtin.digits)")
    }
    static func sku(_ sku: String, of merchant: String) -> Article { Article(merchant: merchant, name: "s/\(sku)") }

    /// The names that an item goes by: none, one or two.
    static func names(of merchant: String, gtin: GTIN?, sku: String?) -> [Article] {
        [gtin.map { .gtin($0, of: merchant) }, sku.map { .sku($0, of: merchant) }].compactMap { $0 }
    }
}

/// What the events of a batch ask to have loaded.
package struct RecallKeys: LoadKeys {
    /// Recalls that a notice is about.
    var notices: Set<MerchantKey> = []
    /// Recalls whose counts are wanted.
    var progress: Set<MerchantKey> = []
    /// Where sweeps go on.
    var sweeps: Set<SweepPlace> = []
    var orders: Set<MerchantKey> = []
    var units: Set<MerchantKey> = []
    /// Articles of which the active recalls are wanted.
    var articles: Set<Article> = []

    package init() {}
}
