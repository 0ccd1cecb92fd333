import Contracts
import DispositionDomain
import Kernel
import Worker

/// `product.described`: the newest description holds; units that waited for it are woken.
struct ProductDescribedHandler: EventHandler {
    func need(_ event: ProductDescribed, _ keys: inout DispositionKeys) {
        keys.described[event.key] = (keys.described[event.key] ?? false) || event.gtin != nil
    }

    func decide(
        _ event: ProductDescribed, _ context: EventContext, _ working: inout DispositionWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        let print = try EventCodec.fingerprint(event)
        if let known = working.products[event.key], let describedAt = known.describedAt {
            if event.describedAt == describedAt, known.print != print {
                throw ContractViolation(.conflict, "describedAt: described before with other content")
            }
            if event.describedAt <= describedAt { return }
        }
        working.products[event.key] = StoredProduct(
            describedAt: event.describedAt, print: print, facts: ProductFacts(event))
        for unitId in waiting(event, working) { try effects.wake(event.merchant, unitId, at: context.now) }
    }

    /// Units that were waiting when the batch began, and those that began to wait in it.
    private func waiting(_ event: ProductDescribed, _ working: DispositionWorking) -> [String] {
        let here = working.units.values.lazy.filter {
            $0.merchant == event.merchant && $0.arrival?.sku == event.sku
                && ($0.phase == .waiting || $0.subject.gtin == nil)
        }
        return Set(working.waiting[event.key] ?? []).union(here.map(\.unitId)).sorted()
    }
}
