import Contracts
import Kernel
import Testing

/// Events of a small shop: boots at 10.00 with 1.00 tax a pair, hats at 5.00.
enum IntakeEvents {
    static let merchant = "m"
    /// When the orders were delivered.
    static let start = Instant(microseconds: 1_770_000_000_000_000)

    static func pounds() throws -> Currency { try #require(Currency("GBP")) }

    static func shipped(_ order: String = "o1", boots: Int64 = 2, hats: Int64 = 0) throws -> OrderShipped {
        var lines = [OrderLine(lineId: "1", sku: "BOOT", quantity: boots, unitPrice: 1_000, tax: 100 * boots)]
        if hats > 0 { lines.append(OrderLine(lineId: "2", sku: "HAT", quantity: hats, unitPrice: 500)) }
        return OrderShipped(
            merchant: merchant, orderId: order, customerId: "c1", currency: try pounds(), channel: .online,
            country: "GB", orderedAt: start.advanced(by: .days(-4)), shippedAt: start.advanced(by: .days(-3)),
            policyId: nil, lines: lines)
    }

    static func delivered(_ order: String = "o1") -> OrderDelivered {
        OrderDelivered(merchant: merchant, orderId: order, deliveredAt: start)
    }

    static func product(_ sku: String = "BOOT") throws -> ProductDescribed {
        ProductDescribed(
            merchant: merchant, sku: sku, gtin: GTIN(withoutCheckDigit: sku == "BOOT" ? 1_000 : 2_000), name: sku,
            category: .shoes, describedAt: start, currency: try pounds(), cost: 300, listPrice: 1_100, massGrams: 900)
    }

    static func policy(_ timing: RefundTiming = .onReceipt, version: Int64 = 1) throws -> PolicyPublished {
        PolicyPublished(
            merchant: merchant, policyId: "default", version: version, publishedAt: start, currency: try pounds(),
            returnPolicyCategory: .finite, merchantReturnDays: 30, refundTiming: timing,
            refundsOutboundShipping: true, transitLimitSeconds: 14 * 86_400)
    }

    static func requested(
        _ id: String = "R1", order: String = "o1", boots: Int64 = 1, hats: Int64 = 0, route: ReturnRoute = .mail
    ) -> ReturnRequested {
        func line(_ number: String, _ quantity: Int64) -> RequestedLine {
            RequestedLine(
                lineId: number, orderId: order, orderLineId: number, quantity: quantity, reason: .unwanted,
                resolution: .refund)
        }
        let lines = [line("1", boots), line("2", hats)].filter { $0.quantity > 0 }
        return ReturnRequested(
            merchant: merchant, returnId: id, customerId: "c1", requestedAt: start.advanced(by: .days(5)),
            route: route, lines: lines)
    }

    static func cancelled(_ id: String = "R1", after days: Int64 = 6) -> ReturnCancelled {
        ReturnCancelled(merchant: merchant, returnId: id, cancelledAt: start.advanced(by: .days(days)))
    }

    static func scanned(
        _ parcel: String = "P1", for id: String? = "R1", _ status: ParcelStatus = .pickedUp, day: Int64 = 7
    ) -> ParcelScanned {
        ParcelScanned(
            merchant: merchant, parcelId: parcel, returnId: id, status: status,
            scannedAt: start.advanced(by: .days(day)), carrier: nil)
    }

    static func received(
        _ parcel: String = "P1", for id: String? = "R1", _ skus: [String] = ["BOOT"], site: String = "S"
    ) -> ParcelReceived {
        ParcelReceived(
            merchant: merchant, parcelId: parcel, returnId: id, siteId: site, receivedAt: start.advanced(by: .days(9)),
            items: skus.enumerated().map { ReceivedItem(itemNumber: Int64($0.offset + 1), sku: $0.element) })
    }

    static func graded(_ unit: UnitArrival, _ reduction: Int64 = 0, _ grade: Grade = .b) -> UnitGraded {
        UnitGraded(
            merchant: merchant, unitId: unit.unitId, inspectionId: "i-\(unit.unitId)", sku: unit.sku, category: .shoes,
            treeId: "shoes", treeVersion: 1, grade: grade, function: nil, cosmetic: nil, fault: .customer,
            noFaultFound: false, sealed: false, dangerous: false, refundReductionBasisPoints: BasisPoints(reduction),
            returnId: unit.returnId, answers: [], gradedAt: start.advanced(by: .days(10)))
    }

    /// Everything that must be known before a return of boots is decided.
    static func facts(_ timing: RefundTiming = .onReceipt, hats: Int64 = 0) throws -> [any ContractEvent] {
        [try shipped(hats: hats), delivered(), try product(), try product("HAT"), try policy(timing)]
    }
}

extension IntakeDesk {
    /// All units that arrived, announced or not.
    func arrivals() throws -> [UnitArrival] {
        try events(UnitReceived.self).map(\.arrival) + events(UnitMismatched.self).map(\.arrival)
    }

    /// What customers are promised at present, in minor units.
    func promised() throws -> MinorUnits {
        try events(RefundDue.self).reduce(0) { $0 + $1.amount }
            - events(RefundReduced.self).reduce(0) { $0 + $1.reducedBy }
            - events(RefundReversed.self).reduce(0) { $0 + $1.amount }
    }
}
