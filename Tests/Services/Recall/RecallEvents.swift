import Contracts
import Kernel

/// Small makers of the events that the recall service reads. One merchant, one article unless said otherwise.
enum RecallEvents {
    static let merchant = "acme"
    static let start = Instant(year: 2026, month: 3, day: 1)

    static func notice(
        _ day: Int64, skus: [String] = ["kettle"], lots: [String]? = nil, remedy: RecallRemedy = .refund,
        mock: Bool? = nil, recall: String = "R1"
    ) -> RecallNotice {
        RecallNotice(
            merchant: merchant, recallId: recall, publishedAt: start.advanced(by: .days(day)), title: "Kettle",
            hazard: "It can melt", remedy: remedy, mock: mock, scope: RecallScope(skus: skus, lots: lots))
    }

    static func published(
        _ day: Int64, sku: String = "kettle", lots: [String]? = nil, recall: String = "R1"
    ) -> RecallPublished {
        RecallPublished(notice(day, skus: [sku], lots: lots, recall: recall))
    }

    static func amended(
        _ day: Int64, sku: String = "kettle", lots: [String]? = nil, recall: String = "R1"
    ) -> RecallAmended {
        RecallAmended(notice(day, skus: [sku], lots: lots, recall: recall))
    }

    static func ended(_ day: Int64, recall: String = "R1") -> RecallEnded {
        RecallEnded(merchant: merchant, recallId: recall, closedAt: start.advanced(by: .days(day)))
    }

    static func unit(_ id: String, sku: String? = "kettle", gtin: GTIN? = nil, lot: String? = "L1") -> UnitReceived {
        var arrival = UnitArrival(
            merchant: merchant, unitId: id, parcelId: "P-\(id)", itemNumber: 1, siteId: "RC1", receivedAt: start,
            finding: .matched, matchedBy: .sku)
        arrival.sku = sku
        arrival.gtin = gtin
        arrival.lot = lot
        arrival.country = "DE"
        arrival.returnId = "RMA-\(id)"
        return UnitReceived(arrival)
    }

    static func closed(_ id: String, as disposition: Disposition) -> UnitClosed {
        UnitClosed(
            merchant: merchant, unitId: id, decisionId: "D-\(id)", disposition: disposition, sku: "kettle", gtin: nil,
            lot: nil, serial: nil, returnId: "RMA-\(id)", siteId: "RC1", onShelf: disposition.endsOnShelf,
            currency: .euro, costs: 0, proceeds: 0, netRecovery: 0, receivedAt: start, closedAt: start)
    }

    static func order(
        _ id: String, customer: String? = "C1", sku: String = "kettle", lot: String? = "L1", serials: [String]? = nil,
        quantity: Int64 = 1
    ) -> OrderShipped {
        OrderShipped(
            merchant: merchant, orderId: id, customerId: customer, currency: .euro, channel: .online,
            country: "DE", orderedAt: start, shippedAt: start, policyId: nil,
            lines: [
                OrderLine(
                    lineId: "1", sku: sku, serials: serials, lot: lot, quantity: quantity, unitPrice: 2_000)
            ])
    }
}

extension Currency {
    /// A code that is right by construction needs no unwrapping.
    fileprivate static var euro: Currency {
        guard let euro = Currency("EUR") else { preconditionFailure("EUR is three capital letters") }
        return euro
    }
}
