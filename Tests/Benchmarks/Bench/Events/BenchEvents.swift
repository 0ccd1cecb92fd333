import Contracts
import Kernel
import TestSupport
import Worker

/// The events of the intake job: orders of two lines, delivered, all of which come back. All ids have a fixed width, so
/// that every request has the same size and the ceiling's templates fit every return.
enum BenchEvents {
    static let merchant = "bench"
    /// Articles that are sold.
    static let articles = 40
    private static let sold = Instant(microseconds: 1_790_000_000_000_000)

    /// `r00000017`.
    static func returnID(_ number: Int) -> String { "r" + digits(number) }

    /// `o00000017`.
    static func orderID(_ number: Int) -> String { "o" + digits(number) }

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 8 - text.count)) + text
    }

    /// What has to be known before the first order: the policy and the articles.
    static func facts() throws -> [OutboundRecord] {
        let euro = try euro()
        let policy = PolicyPublished(
            merchant: merchant, policyId: "default", version: 1, publishedAt: sold, currency: euro,
            returnPolicyCategory: .finite, merchantReturnDays: 90, refundTiming: .onReceipt,
            refundsOutboundShipping: false, transitLimitSeconds: 30_000_000)
        let products = try (0..<articles).map { number in
            try record(
                ProductDescribed(
                    merchant: merchant, sku: sku(number), gtin: nil, name: "Article \(number)", category: .home,
                    describedAt: sold, currency: euro, cost: 700, listPrice: 1_900, massGrams: 500))
        }
        return try [record(policy)] + products
    }

    /// An order of two lines, and its delivery.
    static func order(_ number: Int) throws -> [OutboundRecord] {
        let lines = [1, 2].map { line in
            OrderLine(
                lineId: "\(line)", sku: sku((number + line) % articles), quantity: 1,
                unitPrice: Int64(1_900 + number % 90))
        }
        return [
            try record(
                OrderShipped(
                    merchant: merchant, orderId: orderID(number), customerId: customer(number), currency: try euro(),
                    channel: .online, country: "DE", orderedAt: sold, shippedAt: sold, policyId: "default",
                    lines: lines)),
            try record(
                OrderDelivered(
                    merchant: merchant, orderId: orderID(number), deliveredAt: sold.advanced(by: .days(1)))),
        ]
    }

    /// The request to send an order back: 520 bytes of value and headers that differ in their ids only.
    static func request(_ number: Int) throws -> OutboundRecord {
        let lines = [1, 2].map { line in
            RequestedLine(
                lineId: "\(line)", orderId: orderID(number), orderLineId: "\(line)", quantity: 1, reason: .unwanted,
                resolution: .refund)
        }
        return try record(
            ReturnRequested(
                merchant: merchant, returnId: returnID(number), customerId: customer(number),
                requestedAt: sold.advanced(by: .days(2)), route: .mail, lines: lines))
    }

    /// The number of the return that a record about it has as its key, `bench/r00000017`.
    static func number(ofKey key: [UInt8]?) -> Int? {
        guard let key, let slash = key.lastIndex(of: UInt8(ascii: "/")), slash + 2 < key.count else { return nil }
        return Int(String(decoding: key[(slash + 2)...], as: UTF8.self))
    }

    private static func sku(_ number: Int) -> String { "SKU-\(1_000 + number)" }

    private static func customer(_ number: Int) -> String { "c\(100_000 + number % 50_000)" }

    private static func euro() throws -> Currency {
        guard let euro = Currency("EUR") else { throw RunError("EUR is no currency") }
        return euro
    }

    /// An event as a platform publishes it.
    static func record(_ event: some ContractEvent) throws -> OutboundRecord {
        try OutboundRecord.published(event, by: "/bench")
    }
}
