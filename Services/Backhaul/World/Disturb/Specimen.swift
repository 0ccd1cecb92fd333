import Contracts
import Kernel

/// A sound event of each input topic, to be broken.
struct Specimen {
    let topic: Topic
    let type: String
    /// `merchant/id`.
    let key: String
    /// The JSON as text.
    let json: String
    /// A code in the JSON and a code that nobody knows; nil where the event has no codes.
    let code: (known: String, unknown: String)?
    /// A type that another topic carries.
    let foreignType: String

    /// The moment that stands in every specimen.
    static let time = Instant(microseconds: 1_767_323_045_000_000)
    static let merchant = "harbour"

    /// - Parameter id: unique, and known to nobody else, so that nothing would follow from the event.
    /// - Throws: `ContractViolation` when the event has no JSON form.
    init(_ topic: Topic, id: String) throws(ContractViolation) {
        switch topic {
        case .orders:
            try self.init(Self.order(id), (#""channel":"online""#, #""channel":"telepathy""#))
        case .products:
            try self.init(Self.product(id), (#""category":"toys""#, #""category":"dreams""#))
        case .policies:
            try self.init(Self.policy(id), (#""refundTiming":"on_receipt""#, #""refundTiming":"never""#))
        case .scans:
            try self.init(Self.scan(id), (#""status":"picked_up""#, #""status":"eaten_by_dog""#))
        case .receipts:
            try self.init(Self.receipt(id), (#""gtin":"02000000000008""#, #""gtin":"02000000000007""#))
        case .inspectionResults: try self.init(Self.inspection(id), nil)
        case .workResults:
            try self.init(Self.work(id), (#""currency":"GBP""#, #""currency":"pounds""#))
        case .recallNotices:
            try self.init(Self.recall(id), (#""remedy":"refund""#, #""remedy":"apology""#))
        default:
            try self.init(Self.request(id), (#""reason":"unwanted""#, #""reason":"broken_heart""#))
        }
    }

    private init<Event: ContractEvent>(_ event: Event, _ code: (String, String)?) throws(ContractViolation) {
        topic = Event.topic
        type = Event.type
        key = event.key.description
        json = String(decoding: try EventCodec.encode(event), as: UTF8.self)
        self.code = code.map { (known: $0.0, unknown: $0.1) }
        foreignType = Event.topic == .orders ? ReturnRequested.type : OrderShipped.type
    }
}

extension Specimen {
    private static let pounds = Merchant.all[0].value.currency

    private static func order(_ id: String) -> OrderShipped {
        OrderShipped(
            merchant: merchant, orderId: id, customerId: nil, currency: pounds, channel: .online, country: "GB",
            orderedAt: time, shippedAt: time, policyId: nil,
            lines: [OrderLine(lineId: "1", sku: "XX-1", quantity: 1, unitPrice: 1_000)])
    }

    private static func product(_ id: String) -> ProductDescribed {
        ProductDescribed(
            merchant: merchant, sku: id, gtin: nil, name: "Kite", category: .toys, describedAt: time, currency: pounds,
            cost: 500, listPrice: 1_000, massGrams: 200)
    }

    private static func policy(_ id: String) -> PolicyPublished {
        PolicyPublished(
            merchant: merchant, policyId: id, version: 1, publishedAt: time, currency: pounds,
            returnPolicyCategory: .finite, merchantReturnDays: 30, refundTiming: .onReceipt,
            refundsOutboundShipping: true, transitLimitSeconds: 60)
    }

    private static func request(_ id: String) -> ReturnRequested {
        ReturnRequested(
            merchant: merchant, returnId: id, customerId: nil, requestedAt: time, route: .mail,
            lines: [
                RequestedLine(
                    lineId: "1", orderId: id, orderLineId: "1", quantity: 1, reason: .unwanted, resolution: .refund)
            ])
    }

    private static func scan(_ id: String) -> ParcelScanned {
        ParcelScanned(
            merchant: merchant, parcelId: id, returnId: nil, status: .pickedUp, scannedAt: time, carrier: nil)
    }

    private static func receipt(_ id: String) -> ParcelReceived {
        ParcelReceived(
            merchant: merchant, parcelId: id, returnId: nil, siteId: "GB-DIRFT-1", receivedAt: time,
            items: [ReceivedItem(itemNumber: 1, gtin: GTIN(withoutCheckDigit: 200_000_000_000))])
    }

    private static func inspection(_ id: String) -> InspectionRecorded {
        InspectionRecorded(
            merchant: merchant, inspectionId: id, unitId: id, inspector: "bench-1", recordedAt: time,
            answers: [InspectionAnswer(question: "sealed", value: "yes")])
    }

    private static func work(_ id: String) -> WorkCompleted {
        WorkCompleted(
            merchant: merchant, workOrderId: id, unitId: id, completedAt: time, currency: pounds, cost: 100,
            proceeds: 0)
    }

    private static func recall(_ id: String) -> RecallPublished {
        RecallPublished(
            RecallNotice(
                merchant: merchant, recallId: id, publishedAt: time, title: "Kite", hazard: "Lines can snap",
                remedy: .refund, scope: RecallScope(skus: ["XX-1"])))
    }
}
