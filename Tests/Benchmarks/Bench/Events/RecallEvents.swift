import Contracts
import Kernel
import TestSupport
import Worker

/// The events of the recall job: a sale and its unit, to be multiplied, and notices of the two scopes.
enum RecallEvents {
    private static let sold = Instant(microseconds: 1_790_000_000_000_000)
    static let sampleOrder = "sample-order"
    static let sampleUnit = "sample-unit"

    /// The article with a number.
    static func gtin(_ article: Int) -> GTIN { GTIN(withoutCheckDigit: 400_000_000_000 + UInt64(article)) }

    static func sku(_ article: Int) -> String { "SKU-\(1_000 + article)" }

    /// One line sold, with lot and serial number, and the unit that came back of it.
    static func sample() throws -> [OutboundRecord] {
        guard let euro = Currency("EUR") else { throw RunError("EUR is no currency") }
        let line = OrderLine(
            lineId: "1", sku: sku(0), gtin: gtin(0), serials: ["SN000000000"], lot: "L0", madeAt: sold, quantity: 1,
            unitPrice: 1_900)
        var arrival = UnitArrival(
            merchant: BenchEvents.merchant, unitId: sampleUnit, parcelId: "parcel", itemNumber: 1, siteId: "site",
            receivedAt: sold.advanced(by: .days(9)), finding: .matched, matchedBy: .serial)
        arrival.returnId = "sample-return"
        arrival.orderId = sampleOrder
        arrival.orderLineId = "1"
        arrival.sku = line.sku
        arrival.gtin = line.gtin
        arrival.serial = "SN000000000"
        arrival.lot = line.lot
        arrival.madeAt = sold
        arrival.soldAt = sold
        arrival.country = "DE"
        return [
            try BenchEvents.record(
                OrderShipped(
                    merchant: BenchEvents.merchant, orderId: sampleOrder, customerId: "c000000", currency: euro,
                    channel: .online, country: "DE", orderedAt: sold, shippedAt: sold, policyId: nil, lines: [line])),
            try BenchEvents.record(UnitReceived(arrival)),
        ]
    }

    /// The recall of one lot of an article.
    static func notice(_ recall: String, article: Int, lot: String) throws -> OutboundRecord {
        try BenchEvents.record(
            RecallPublished(
                RecallNotice(
                    merchant: BenchEvents.merchant, recallId: recall, publishedAt: sold.advanced(by: .days(20)),
                    title: "Charger overheats", hazard: "Burns", remedy: .refund,
                    scope: RecallScope(gtins: [gtin(article)], lots: [lot]))))
    }
}
