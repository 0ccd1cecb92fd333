import Contracts
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
    /// Where sweeps of recalls go on.
    var sweeps: [Sweep] = []
    /// Units that one batch takes of a recall or a sweep; the rest follows by timer.
    var sweepUnitsMax: Int64 = 2_000

    package init() {}

    /// Articles of one merchant by both kinds of number.
    package struct ScopedArticles: Sendable, Hashable, Codable {
        /// GTINs, 14 digits.
        package var gtins: Set<String> = []
        /// The merchant's numbers.
        package var skus: Set<String> = []

        /// Adds the articles of a scope.
        mutating func formUnion(_ scope: RecallScope) {
            gtins.formUnion((scope.gtins ?? []).map(\.digits))
            skus.formUnion(scope.skus ?? [])
        }
    }

    /// Units of these articles, after one of them, are still to be looked at for a recall.
    struct Sweep: Sendable, Hashable, Codable {
        var merchant: String
        var articles: ScopedArticles
        /// The last unit that was looked at.
        var after: String
    }

    /// Merchants whose recalls decide about the units of this batch.
    var merchants: [String] {
        Set(meeting.map(\.merchant)).union(known.map(\.merchant)).union(scoped.keys.map(\.merchant))
            .union(sweeps.map(\.merchant)).sorted()
    }
}
