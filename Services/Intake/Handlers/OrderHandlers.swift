import Contracts
import IntakeDomain
import Kernel
import Worker

/// Keeps what was sold, and wakes the returns that wait for it.
struct OrderShippedHandler: EventHandler {
    func need(_ event: OrderShipped, _ keys: inout IntakeKeys) {
        keys.orders.insert(event.key)
        keys.sold[event.key] = Sale(event)
    }

    func decide(
        _ event: OrderShipped, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var order = working.orders[event.key] ?? OrderRow()
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = order.fingerprint {
            guard known == fingerprint else { throw ContractViolation(.conflict, "orderId: shipped before, otherwise") }
            return
        }
        order.fingerprint = fingerprint
        order.shipped = Sale(event)
        working.orders[event.key] = order
        try working.wake(.order, event.key, context.now, &effects)
    }
}

/// Keeps when a sale reached the customer, and wakes the returns that wait for it.
struct OrderDeliveredHandler: EventHandler {
    func need(_ event: OrderDelivered, _ keys: inout IntakeKeys) { keys.orders.insert(event.key) }

    func decide(
        _ event: OrderDelivered, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var order = working.orders[event.key] ?? OrderRow()
        if let known = order.deliveredAt {
            guard known == event.deliveredAt else {
                throw ContractViolation(.conflict, "orderId: delivered before, at another time")
            }
            return
        }
        order.deliveredAt = event.deliveredAt
        working.orders[event.key] = order
        try working.wake(.order, event.key, context.now, &effects)
    }
}

extension Sale {
    /// The sale that an event tells of.
    init(_ event: OrderShipped) {
        self.init(
            orderID: event.orderId, customerID: event.customerId, currency: event.currency, channel: event.channel,
            country: event.country, orderedAt: event.orderedAt, policyID: event.policyId ?? "default",
            deliveredAt: nil, lines: event.lines.map(SaleLine.init))
    }
}

extension SaleLine {
    init(_ line: OrderLine) {
        self.init(
            lineID: line.lineId, sku: line.sku, gtin: line.gtin, serials: line.serials ?? [], lot: line.lot,
            madeAt: line.madeAt, quantity: line.quantity, unitPrice: line.unitPrice, discount: line.discount ?? 0,
            tax: line.tax ?? 0, shipping: line.shippingShare ?? 0, finalSale: line.finalSale ?? false)
    }
}
