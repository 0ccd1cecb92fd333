import Contracts
import Kernel
import TestSupport
import Worker

/// The valid events of the load: sales that are delivered and asked back, all of one merchant. The same seed and number
/// give the same event.
struct Stories: Sendable {
    static let merchant = "load"
    /// Different articles that are sold.
    static let articles = 40
    /// The one policy that all sales are made under.
    static let policyID = "default"
    private static let reasons = ReturnReason.allCases.filter { $0 != .recalled }
    private static let start = Instant(microseconds: 1_767_225_600_000_000)

    let seed: UInt64

    private func chance(_ number: Int) -> SeededGenerator {
        SeededGenerator(seed: seed &+ UInt64(number) &* 0x9e37_79b9)
    }

    private func sale(_ number: Int) -> Instant { Self.start.advanced(by: .seconds(Int64(number % 1_000_000))) }

    func policy() throws -> OutboundRecord {
        try Self.record(
            PolicyPublished(
                merchant: Self.merchant, policyId: Self.policyID, version: 1, publishedAt: Self.start,
                currency: try euro(), returnPolicyCategory: .finite, merchantReturnDays: 30, refundTiming: .onReceipt,
                refundsOutboundShipping: false, transitLimitSeconds: 30_000_000))
    }

    /// - Parameter version: later descriptions of one article take the place of earlier ones.
    func article(_ sku: String, version: Int = 0) throws -> OutboundRecord {
        try Self.record(
            ProductDescribed(
                merchant: Self.merchant, sku: sku, gtin: nil, name: "Article \(sku)", category: .home,
                describedAt: Self.start.advanced(by: .seconds(Int64(version))), currency: try euro(), cost: 700,
                listPrice: 1_000 + Int64(version % 100), massGrams: 500), version: version)
    }

    func shipped(_ number: Int) throws -> OutboundRecord {
        var chance = chance(number)
        let sku = Self.sku(Int.random(in: 0..<Self.articles, using: &chance))
        let line = OrderLine(
            lineId: "1", sku: sku, quantity: 1, unitPrice: Int64.random(in: 500...90_000, using: &chance))
        return try shipped("o\(number)", number, lines: [line])
    }

    /// A sale with lines as given.
    func shipped(_ order: String, _ number: Int, lines: [OrderLine]) throws -> OutboundRecord {
        try Self.record(
            OrderShipped(
                merchant: Self.merchant, orderId: order, customerId: "c\(number % 50_000)", currency: try euro(),
                channel: .online, country: "DE", orderedAt: sale(number), shippedAt: sale(number),
                policyId: Self.policyID, lines: lines))
    }

    func delivered(_ number: Int, order: String? = nil) throws -> OutboundRecord {
        try Self.record(
            OrderDelivered(
                merchant: Self.merchant, orderId: order ?? "o\(number)",
                deliveredAt: sale(number).advanced(by: .days(1))))
    }

    /// - Parameters:
    ///   - order: whose line comes back; the story's own when nil.
    ///   - customer: who asks.
    func requested(
        _ number: Int, order: String? = nil, line: String = "1", customer: String? = nil
    ) throws -> OutboundRecord {
        var chance = chance(number)
        let request = RequestedLine(
            lineId: "1", orderId: order ?? "o\(number)", orderLineId: line, quantity: 1,
            reason: Self.reasons.randomElement(using: &chance) ?? .other, resolution: .refund)
        return try Self.record(
            ReturnRequested(
                merchant: Self.merchant, returnId: "r\(number)", customerId: customer ?? "c\(number % 50_000)",
                requestedAt: sale(number).advanced(by: .days(2)), route: .mail, lines: [request]))
    }

    static func sku(_ number: Int) -> String { "S\(number)" }

    /// The story of a return, by the key of a record about it.
    static func number(ofReturn key: [UInt8]?) -> Int? {
        guard let key, let slash = key.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return Int(String(decoding: key[(slash + 2)...], as: UTF8.self))
    }

    /// An event as a platform publishes it.
    ///
    /// - Parameter version: tells apart events of one type and key.
    static func record(_ event: some ContractEvent, version: Int = 0) throws -> OutboundRecord {
        try OutboundRecord.published(event, by: "/load", version: version)
    }

    private func euro() throws -> Currency {
        guard let euro = Currency("EUR") else { throw RunError("EUR is no currency") }
        return euro
    }
}
