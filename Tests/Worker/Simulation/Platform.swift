import Contracts
import Kernel
import Worker

/// The shop that publishes deliveries, and now and then something that is none.
final class Platform {
    enum Kind: CaseIterable {
        case good, unstorable, brokenRule, bomb, sour, garbage, withoutEnvelope, unknownType, ignored
    }

    struct Sent {
        let kind: Kind
        let orderID: String
        let record: OutboundRecord
        let lane: LaneID
        let offset: Int64
    }

    private let broker: ModelBroker
    private let fate: Fate
    private(set) var sent: [Sent] = []

    init(broker: ModelBroker, fate: Fate) {
        self.broker = broker
        self.fate = fate
    }

    func publish() {
        let kind: Kind = fate.pick(2) == 0 ? Kind.allCases[fate.pick(Kind.allCases.count)] : .good
        let orderID = "\(prefix(of: kind))-\(sent.count + 1)"
        let record = record(kind, orderID)
        let place = broker.append(record)
        sent.append(Sent(kind: kind, orderID: orderID, record: record, lane: place.lane, offset: place.offset))
    }

    private func prefix(of kind: Kind) -> String {
        switch kind {
        case .unstorable: "unstorable"
        case .brokenRule: "broken-rule"
        case .bomb: "bomb"
        case .sour: "sour"
        default: "order"
        }
    }

    private func record(_ kind: Kind, _ orderID: String) -> OutboundRecord {
        let type =
            switch kind {
            case .unknownType: "shop.something.v1"
            case .ignored: "backhaul.order.shipped.v1"
            default: OrderDelivered.type
            }
        let data = kind == .garbage ? "{\"merchant\":" : Self.delivery(orderID)
        let event = CloudEvent(id: orderID, source: "/shop", type: type, data: Array(data.utf8))
        var headers = event.binaryHeaders().map { RecordHeader($0.name, $0.value) } + [RecordHeader("x-shop", nil)]
        if kind == .withoutEnvelope { headers.removeAll { $0.name == "ce_source" } }
        return OutboundRecord(
            topic: Topic.orders.name, key: Array("shop/\(orderID)".utf8), value: event.data, headers: headers)
    }

    private static func delivery(_ orderID: String) -> String {
        "{\"merchant\":\"shop\",\"orderId\":\"\(orderID)\",\"deliveredAt\":\"2026-01-01T00:00:00Z\"}"
    }
}

extension Platform.Kind {
    /// The first service takes it in.
    var isApplied: Bool { self == .good || self == .bomb || self == .sour }

    /// The first service sends it to its dead-letter topic.
    var isRefused: Bool { !isApplied && self != .ignored }
}
