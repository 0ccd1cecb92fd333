import Contracts
import Kernel
import Worker

/// The shop that publishes deliveries, and now and then something that is none.
final class Platform {
    enum Kind: String, CaseIterable {
        /// Leads to one event and a reminder.
        case ordinary
        /// Leads to two events of one key.
        case chatty
        /// The first service's table refuses it.
        case unstorable
        case brokenRule
        /// Its reminder is refused while there are faults.
        case bomb
        /// The second service's table refuses what it is told of it.
        case sour
        case garbage, withoutEnvelope, unknownType, ignored
    }

    struct Sent {
        let kind: Kind
        let orderID: String
        let record: OutboundRecord
        let lane: LaneID
        let offset: Int64
    }

    private static let bad = Kind.allCases.dropFirst(2)
    private let broker: ModelBroker
    private let ports: Ports
    private(set) var sent: [Sent] = []

    init(broker: ModelBroker, ports: Ports) {
        self.broker = broker
        self.ports = ports
    }

    func publish() {
        let fate = ports.fate
        let kind: Kind =
            fate.strikes(ports.setting.badRecord)
            ? Self.bad[Self.bad.startIndex + fate.pick(Self.bad.count)]
            : fate.pick(4) == 3 ? .chatty : .ordinary
        let orderID = "\(Self.letter(of: kind))\(sent.count + 1)"
        let record = record(kind, orderID)
        let place = broker.append(record)
        fate.note("the shop publishes \(orderID) (\(kind)): \(place.lane) offset \(place.offset)")
        sent.append(Sent(kind: kind, orderID: orderID, record: record, lane: place.lane, offset: place.offset))
    }

    static func letter(of kind: Kind) -> Character {
        switch kind {
        case .chatty: "c"
        case .unstorable: "u"
        case .brokenRule: "r"
        case .bomb: "b"
        case .sour: "s"
        case .ordinary, .garbage, .withoutEnvelope, .unknownType, .ignored: "o"
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
    var isApplied: Bool { self == .ordinary || self == .chatty || self == .bomb || self == .sour }

    /// The first service sends it to its dead-letter topic.
    var isRefused: Bool { !isApplied && self != .ignored }
}
