import Kernel
import Worker

/// What the events of a batch ask to have loaded.
package struct DispositionKeys: LoadKeys {
    /// Units that a fact is about: a row is made for those that have none, so that both halves of a pair meet in it.
    package var meeting: Set<MerchantKey> = []
    /// Units that must be known already.
    package var known: Set<MerchantKey> = []
    /// Articles of units whose row does not name them yet.
    package var articles: Set<MerchantKey> = []
    /// Articles that are described; true when the description brings a GTIN.
    package var described: [MerchantKey: Bool] = [:]
    /// Recalls whose scope comes, with the articles that it names.
    package var scoped: [MerchantKey: ScopedArticles] = [:]

    package init() {}

    /// Articles of one merchant by both kinds of number.
    package struct ScopedArticles: Sendable, Hashable {
        /// GTINs, 14 digits.
        package var gtins: Set<String>
        /// The merchant's numbers.
        package var skus: Set<String>
    }

    /// Merchants whose recalls decide about the units of this batch.
    var merchants: [String] {
        Set(meeting.map(\.merchant)).union(known.map(\.merchant)).union(scoped.keys.map(\.merchant)).sorted()
    }
}
