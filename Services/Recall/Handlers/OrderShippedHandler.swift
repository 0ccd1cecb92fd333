import Contracts
import Kernel
import RecallDomain
import Worker

/// order.shipped: every line is kept, and matched against the active recalls of its article.
struct OrderShippedHandler: EventHandler {
    typealias Event = OrderShipped
    typealias Working = RecallWorking

    func need(_ event: OrderShipped, _ keys: inout RecallKeys) {
        keys.orders.insert(event.key)
        for line in event.lines {
            keys.articles.formUnion(Article.names(of: event.merchant, gtin: line.gtin, sku: line.sku))
        }
    }

    func decide(
        _ event: OrderShipped, _ context: EventContext, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard !event.orderId.isEmpty else { throw ContractViolation(.rule, "orderId: expected a text, not empty") }
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = working.orders[event.key] {
            guard known == fingerprint else {
                throw ContractViolation(.conflict, "orderId: shipped before with other content")
            }
            return
        }
        working.orders[event.key] = fingerprint
        for line in event.lines {
            let sale = SaleLine(
                order: event.key, lineId: line.lineId, customerId: event.customerId, facts: line.facts(of: event))
            working.changes.sales.append((sale, fingerprint))
            for recall in working.recalls(naming: sale.articles) {
                try working.weigh(sale: sale, against: recall, at: context.now, &effects)
            }
        }
    }
}
