import Contracts
import DispositionDomain
import Kernel
import Worker

/// `recall.scoped`: the newest version holds. Every unit here that it means is stopped at once, or ordered back from
/// the shelf, without waiting for the holds; every unit that it means no longer goes on.
struct RecallScopedHandler: EventHandler {
    func need(_ event: RecallScoped, _ keys: inout DispositionKeys) {
        keys.scoped[event.key, default: DispositionKeys.ScopedArticles()].formUnion(event.scope)
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
        var articles = DispositionKeys.ScopedArticles()
        articles.formUnion(event.scope)
        if let old = working.scopes[event.key]?.scope { articles.formUnion(old) }
        working.scopes[event.key] = StoredScope(fact: fact, scope: event.scope, print: print)
        try working.settleAll(of: event.merchant, at: event.scopedAt, &effects)
        if let after = working.sweptUntil[event.merchant] {
            let sweep = DispositionKeys.Sweep(merchant: event.merchant, articles: articles, after: after)
            try effects.goOn(sweep, key: "sweep/\(event.key)/\(event.version)", at: context.now)
        }
    }
}
