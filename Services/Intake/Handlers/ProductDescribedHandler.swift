import Contracts
import IntakeDomain
import Kernel
import Worker

/// Keeps the newest description of an article.
struct ProductDescribedHandler: EventHandler {
    func need(_ event: ProductDescribed, _ keys: inout IntakeKeys) { keys.products.insert(event.key) }

    func decide(
        _ event: ProductDescribed, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var product = working.products[event.key] ?? ProductRow()
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = product.describedAt, event.describedAt <= known {
            guard event.describedAt < known || product.fingerprint == fingerprint else {
                throw ContractViolation(.conflict, "sku: described otherwise at the same describedAt")
            }
            return
        }
        product.describedAt = event.describedAt
        product.fingerprint = fingerprint
        product.facts = ProductFacts(category: event.category, gtin: event.gtin, hazard: event.hazard)
        working.products[event.key] = product
        try working.wake(.product, event.key, context.now, &effects)
    }
}
