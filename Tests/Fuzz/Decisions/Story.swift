import Contracts
import Kernel
import Worker

/// Events for one service that meet each other: few merchants, orders, returns and units, so that requests find their
/// orders, grades their units and recalls their goods; with extreme values in between.
struct Story {
    let service: String
    let goldens: Goldens
    private let kinds: [EventKind]
    private var sent: [InboundRecord] = []

    init(_ service: String, _ goldens: Goldens) {
        self.service = service
        self.goldens = goldens
        kinds = Catalogue.all.filter { $0.readers.contains(service) }
    }

    /// - Parameter number: makes its event's id.
    mutating func record(_ number: UInt64, _ dice: inout Dice) -> InboundRecord {
        if !sent.isEmpty, dice.once(in: 12) { return dice.pick(sent) }
        let kind = dice.pick(kinds)
        let event = CloudEvent(id: "e-\(number)", source: "/shop", type: kind.type, data: data(kind, &dice))
        let record = InboundRecord(
            lane: LaneID(kind.topic.name, 0), offset: 0, timestamp: Instant(microseconds: Int64(number)),
            key: Array("m/\(number)".utf8), value: event.data,
            headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
        sent.append(record)
        return record
    }

    private func data(_ kind: EventKind, _ dice: inout Dice) -> [UInt8] {
        var tree = dice.pick(goldens.of(kind)).tree
        let pools = Pools(service: service, &dice)
        tree.visit { node, name in
            if let value = pools.value(of: name, &dice) { node = value } else { Self.number(&node, name) }
        }
        pools.answer(&tree, &dice)
        // As many lines as the contract allows, or one more.
        if dice.once(in: 150) { Self.lengthen(&tree, to: dice.pick([500, 2_000, 10_000, 10_001]), &dice) }
        if dice.once(in: 2) { tree = EventReaders.exaggerated(tree, &dice) }
        return dice.once(in: 25) ? Mutation.damage(tree.bytes, &dice) : tree.bytes
    }

    /// Lines and items of one event are told apart by their numbers.
    private static func number(_ node: inout JSONNode, _ name: String) {
        guard name == "lines" || name == "items", case .list(let elements) = node else { return }
        node = .list(elements.enumerated().map { index, element in numbered(element, index + 1) })
    }

    private static func numbered(_ element: JSONNode, _ number: Int) -> JSONNode {
        guard case .object(let members) = element else { return element }
        return .object(
            members.map { member in
                switch member.name {
                case "lineId": .init(name: "lineId", value: .text(String(number)))
                case "itemNumber": .init(name: "itemNumber", value: .number(Int64(number)))
                default: member
                }
            })
    }

    /// Gives one list so many elements. One only: the serials of each of ten thousand lines as well would be a
    /// gigabyte, which no broker delivers.
    static func lengthen(_ tree: inout JSONNode, to count: Int, _ dice: inout Dice) {
        var lists = 0
        tree.visit { node, name in lists += first(of: node, name) == nil ? 0 : 1 }
        var left = lists == 0 ? 0 : dice.below(lists)
        tree.visit { node, name in
            guard let first = first(of: node, name) else { return }
            if left == 0 { node = .list((0..<count).map { numbered(first, $0 + 1) }) }
            left -= 1
        }
    }

    /// The first element of a list that may be long.
    private static func first(of node: JSONNode, _ name: String) -> JSONNode? {
        guard ["lines", "items", "skus", "gtins", "serials"].contains(name), case .list(let elements) = node else {
            return nil
        }
        return elements.first
    }
}
