import Contracts
import DispositionDomain
import Kernel
import Worker

/// Units, articles and recalls of one batch, changed in memory.
package struct DispositionWorking: WorkingSet {
    /// The units of the batch, by merchant and unit.
    package internal(set) var units: [MerchantKey: UnitCase] = [:]
    /// Their articles, by merchant and sku.
    package internal(set) var products: [MerchantKey: StoredProduct] = [:]
    /// By merchant and recall.
    package internal(set) var scopes: [MerchantKey: StoredScope] = [:]
    /// Units that wait for an article (or for its GTIN), by article.
    package internal(set) var waiting: [MerchantKey: [String]] = [:]
    /// The version of the parameters that holds.
    package internal(set) var parameters: Parameters

    /// Where the look at a merchant's units for its recalls stopped, if it did not reach the last.
    var sweptUntil: [String: String] = [:]

    /// As they were loaded: what differs at the end is written.
    private var loadedUnits: [MerchantKey: UnitCase] = [:]
    private var loadedProducts: [MerchantKey: StoredProduct] = [:]
    private var loadedScopes: [MerchantKey: StoredScope] = [:]

    package init(parameters: Parameters) { self.parameters = parameters }

    /// Loads and locks in one order for every batch: recalls (an advisory lock), units, articles.
    ///
    /// The advisory lock is what promise 5 rests on: batches that may move a unit share it, a batch that brings a scope
    /// has it alone, and every statement after it sees what the others committed. So either the unit's batch sees the
    /// scope or the scope's batch sees the unit, under READ COMMITTED too. It is taken before any row is locked, so it
    /// cannot be part of a deadlock with them.
    package static func load(_ keys: DispositionKeys, from session: any SQLSession) throws(Fault) -> Self {
        try session.post(keys.scoped.isEmpty ? ScopeRows.lockShared : ScopeRows.lockAlone, [])
        var working = Self(parameters: try ParameterRows.current(from: session))
        working.scopes = try ScopeRows.load(keys.merchants, from: session)
        let swept = try working.sweep(keys, from: session)
        let known = keys.known.union(swept)
        try UnitRows.meet(keys.meeting.sorted(), in: session)
        working.units = try UnitRows.lock(keys.meeting.union(known).sorted(), from: session)
        let skus = working.skus.union(keys.articles).sorted()
        working.products = try ProductRows.load(skus, described: keys.described.keys.sorted(), from: session)
        working.waiting = try UnitRows.waiting(keys.described, from: session)
        working.loadedUnits = working.units
        working.loadedProducts = working.products
        working.loadedScopes = working.scopes
        return working
    }

    /// Writes what has changed, one statement a table.
    package func store(into session: any SQLSession) throws(Fault) {
        try UnitRows.store(changed(units, loadedUnits), before: loadedUnits, into: session)
        try ProductRows.store(changed(products, loadedProducts), into: session)
        try ScopeRows.store(changed(scopes, loadedScopes), into: session)
    }

    /// The unit as it is now; a new one when nothing is known of it.
    func unit(_ key: MerchantKey) -> UnitCase { units[key] ?? UnitCase(merchant: key.merchant, unitId: key.id) }

    /// What a unit is decided against.
    func surroundings(of unit: UnitCase) -> Surroundings {
        let product = unit.arrival?.sku.flatMap { products[MerchantKey(unit.merchant, $0)]?.facts }
        let known = scopes.filter { $0.key.merchant == unit.merchant }.sorted { $0.key < $1.key }.map(\.value.fact)
        return Surroundings(product: product, scopes: known, parameters: parameters)
    }

    private var skus: Set<MerchantKey> {
        Set(units.values.compactMap { unit in unit.arrival?.sku.map { MerchantKey(unit.merchant, $0) } })
    }

    /// Units that recalls of this batch may mean, up to the limit for each merchant; notes where it stopped.
    private mutating func sweep(
        _ keys: DispositionKeys, from session: any SQLSession
    ) throws(Fault) -> Set<MerchantKey> {
        var found: Set<MerchantKey> = []
        for sweep in sweeps(of: keys) {
            let units = try UnitRows.candidates(sweep, limit: keys.sweepUnitsMax, from: session)
            found.formUnion(units.map { MerchantKey(sweep.merchant, $0) })
            if Int64(units.count) == keys.sweepUnitsMax { sweptUntil[sweep.merchant] = units.last }
        }
        return found
    }

    /// One for each merchant: scopes that come, those that they replace (units of both may have to be decided again),
    /// and sweeps that go on.
    private func sweeps(of keys: DispositionKeys) -> [DispositionKeys.Sweep] {
        var sweeps: [String: DispositionKeys.Sweep] = [:]
        for sweep in keys.sweeps {
            var joined = sweeps[sweep.merchant] ?? sweep
            joined.articles.gtins.formUnion(sweep.articles.gtins)
            joined.articles.skus.formUnion(sweep.articles.skus)
            joined.after = min(joined.after, sweep.after)
            sweeps[sweep.merchant] = joined
        }
        for (recall, articles) in keys.scoped {
            var joined = sweeps[recall.merchant]?.articles ?? DispositionKeys.ScopedArticles()
            joined.gtins.formUnion(articles.gtins)
            joined.skus.formUnion(articles.skus)
            if let old = scopes[recall]?.scope { joined.formUnion(old) }
            sweeps[recall.merchant] = DispositionKeys.Sweep(merchant: recall.merchant, articles: joined, after: "")
        }
        return sweeps.values.sorted { $0.merchant < $1.merchant }
    }
}

/// What differs from how it was loaded, in key order.
private func changed<Value: Equatable>(
    _ now: [MerchantKey: Value], _ before: [MerchantKey: Value]
) -> [(key: MerchantKey, value: Value)] {
    now.filter { before[$0.key] != $0.value }.sorted { $0.key < $1.key }
}
