import Contracts
import DispositionDomain
import Kernel
import Worker

/// `recall.scoped`: the newest version holds. Every unit here that it means is stopped at once, or ordered back from the
/// shelf, without waiting for the holds; every unit that it means no longer goes on.
struct RecallScopedHandler: EventHandler {
    func need(_ event: RecallScoped, _ keys: inout DispositionKeys) {
        var articles = keys.scoped[event.key] ?? DispositionKeys.ScopedArticles(gtins: [], skus: [])
        articles.gtins.formUnion((event.scope.gtins ?? []).map(\.digits))
        articles.skus.formUnion(event.scope.skus ?? [])
        keys.scoped[event.key] = articles
    }

    func decide(
        _ event: RecallScoped, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let print = try EventCodec.fingerprint(event)
        if let known = working.scopes[event.key] {
            if event.version == known.fact.version, known.print != print {
                throw ContractViolation(.conflict, "version: scoped before with other content")
            }
            if event.version <= known.fact.version { return }
        }
        let fact = ScopeFact(
            recallId: event.recallId, version: event.version, active: event.active, mock: event.mock,
            remedy: event.remedy, criteria: ScopeCriteria(event.scope), scopedAt: event.scopedAt)
        working.scopes[event.key] = StoredScope(fact: fact, scope: event.scope, print: print)
        for key in working.units.keys.filter({ $0.merchant == event.merchant }).sorted() {
            try settle(key, event.scopedAt, &working, &effects)
        }
    }

    /// A unit that the scope does not touch stays as it was, its business time too.
    private func settle(
        _ key: MerchantKey, _ moment: Instant, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.unit(key)
        let before = unit.progress.live
        unit.note(moment)
        let outcomes = unit.settle(working.surroundings(of: unit))
        guard !outcomes.isEmpty || unit.progress.live != before else { return }
        try effects.publish(outcomes, of: unit)
        working.keep(unit)
    }
}
