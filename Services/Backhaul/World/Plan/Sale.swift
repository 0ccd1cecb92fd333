import Contracts
import Kernel

/// One order of the simulated world.
struct Sale: Sendable {
    let merchant: Merchant
    let terms: Terms
    let orderId: String
    let customerId: String
    let channel: SalesChannel
    let country: String
    var times: SaleTimes
    var lines: [SaleLine]

    /// The event that tells of it.
    var shipped: OrderShipped {
        OrderShipped(
            merchant: merchant.id, orderId: orderId, customerId: customerId, currency: merchant.currency,
            channel: channel, country: country, orderedAt: times.ordered, shippedAt: times.shipped,
            policyId: terms.policyId == "default" ? nil : terms.policyId, lines: lines.map(\.line))
    }

    var delivered: OrderDelivered {
        OrderDelivered(merchant: merchant.id, orderId: orderId, deliveredAt: times.delivered)
    }
}

/// When goods left and arrived.
struct SaleTimes: Sendable {
    let ordered: Instant
    let shipped: Instant
    let delivered: Instant

    /// Goods that were handed over at `delivered`: shipped one to five days before, ordered up to two days earlier.
    init(delivered: Instant, _ chance: inout Chance) {
        self.delivered = delivered
        shipped = delivered.moved(back: chance.time(.days(1) ... .days(5)))
        ordered = shipped.moved(back: chance.time(.hours(1) ... .days(2)))
    }
}

extension Instant {
    /// This moment, `duration` earlier.
    func moved(back duration: TimeSpan) -> Instant {
        advanced(by: TimeSpan(microseconds: -duration.microseconds))
    }
}

/// One line of an order, and the article behind it.
struct SaleLine: Sendable {
    let article: Article
    var line: OrderLine

    /// What the goods of `quantity` items were sold for, in minor units.
    func value(of quantity: Int64) -> MinorUnits {
        (line.unitPrice * line.quantity - (line.discount ?? 0)) * quantity / line.quantity
    }

    var isHazardous: Bool { article.kind.hazard != nil }
}
