import Contracts
import GradingDomain
import Kernel
import Worker

/// An article is described: units that wait to know what they are go on.
struct ProductDescribedHandler: EventHandler {
    func need(_ event: ProductDescribed, _ keys: inout GradingKeys) { keys.describedProducts.insert(event.key) }

    func decide(
        _ event: ProductDescribed, _ context: EventContext, _ working: inout GradingWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        let product = Versioned(
            version: event.describedAt.microseconds, fingerprint: try EventCodec.fingerprint(event),
            value: event.category)
        switch product.freshness(against: working.products[event.key]) {
        case .conflict: throw ContractViolation(.conflict, "describedAt: the same with other content")
        case .stale: return
        case .newer: break
        }
        working.products[event.key] = product
        for key in working.watches.units(watching: .product, event.key) {
            guard let unit = working.units[key] else { continue }
            try UnitProgress(key: key, now: context.now).advance(unit, &working, &effects)
        }
    }
}
