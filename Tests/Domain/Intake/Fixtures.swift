import IntakeDomain
import Kernel
import Testing

/// Values that intake's tests share.
enum Shop {
    static let day = TimeSpan.days(1)
    static let delivered = Instant(microseconds: 1_770_000_000_000_000)

    static func pounds() throws -> Currency { try #require(Currency("GBP")) }

    static func line(
        _ id: String = "1", sku: String = "BOOT", quantity: Int64 = 2, unitPrice: MinorUnits = 1_000,
        discount: MinorUnits = 0, tax: MinorUnits = 0, shipping: MinorUnits = 0
    ) -> SaleLine {
        SaleLine(
            lineID: id, sku: sku, quantity: quantity, unitPrice: unitPrice, discount: discount, tax: tax,
            shipping: shipping)
    }

    static func sale(_ lines: [SaleLine], id: String = "o1", delivered: Instant? = delivered) throws -> Sale {
        Sale(
            orderID: id, customerID: "c1", currency: try pounds(), channel: .online, country: "GB",
            orderedAt: Self.delivered.advanced(by: .days(-3)), policyID: "default", deliveredAt: delivered, lines: lines
        )
    }

    static func policy(_ timing: RefundTiming = .onReceipt, days: Int64 = 30) throws -> ReturnPolicy {
        ReturnPolicy(
            policyID: "default", version: 1, currency: try pounds(), period: .days(days), timing: timing,
            refundsOutboundShipping: true, transitLimit: .days(14))
    }

    static func facts(_ sales: [Sale], _ policy: ReturnPolicy) -> KnownFacts {
        var facts = KnownFacts()
        for sale in sales {
            facts.sales[sale.orderID] = sale
            for line in sale.lines { facts.products[line.sku] = ProductFacts(category: .shoes) }
        }
        facts.policies[policy.policyID] = policy
        return facts
    }

    static func asks(
        _ id: String = "r1", order: String = "o1", line: String = "1", quantity: Int64 = 1,
        reason: ReturnReason = .unwanted, resolution: Resolution = .refund
    ) -> RequestedItems {
        RequestedItems(
            lineID: id, orderID: order, orderLineID: line, quantity: quantity, reason: reason, resolution: resolution)
    }

    static func question(_ lines: [RequestedItems], after: TimeSpan = .days(5)) -> ReturnQuestion {
        ReturnQuestion(requestedAt: delivered.advanced(by: after), isCancelled: false, lines: lines)
    }

    /// A return that was requested and decided.
    static func decided(
        _ lines: [RequestedItems], _ facts: KnownFacts
    ) -> (file: ReturnCase, first: [Consequence], decision: Decision) {
        var file = ReturnCase(merchant: "m", returnID: "R1")
        file.lines = lines.map { ReturnLine($0) }
        let decision = decide(question(lines), knowing: facts)
        let first = file.apply(decision, now: delivered)
        return (file, first, decision)
    }
}

extension [Consequence] {
    /// Everything promised, less everything taken back.
    var net: MinorUnits {
        reduce(0) { sum, consequence in
            switch consequence {
            case .due(_, let refund): sum + refund.parts.amount
            case .reduced(_, _, _, let amount): sum - amount
            case .reversed(_, _, _, let amount, _): sum - amount
            case .lost: sum
            }
        }
    }

    var dues: [Refund] {
        compactMap { if case .due(_, let refund) = $0 { refund } else { nil } }
    }
}
