import Contracts

/// CloudEvents in binary and in structured mode.
enum EnvelopeReaders {
    static func all(_ goldens: Goldens) -> [Reader] {
        [
            Reader(name: "binary mode") { dice in
                let sample = dice.pick(goldens.all)
                let headers = HeaderDice.headers(of: sample.kind.type, &dice)
                let value = dice.once(in: 12) ? dice.pick([nil, [], dice.bytes(30)]) : sample.bytes
                return try read(headers, value)
            },
            Reader(name: "structured mode") { dice in
                let sample = dice.pick(goldens.all)
                let type = dice.once(in: 9) ? "application/cloudevents-batch+json" : "application/cloudevents+json"
                let headers = [(name: "content-type", value: Optional(Array((type + "; charset=UTF-8").utf8)))]
                return try read(headers, structured(sample, &dice))
            },
        ]
    }

    private typealias Header = (name: String, value: [UInt8]?)

    /// What is accepted is written in binary mode and read back the same, data byte for byte.
    private static func read(_ headers: [Header], _ value: [UInt8]?) throws -> Verdict {
        let event: CloudEvent
        do { event = try CloudEvent.read(headers: headers, value: value) } catch {
            try RefusalLaw.check(error)
            return .refused
        }
        let again: CloudEvent
        do { again = try CloudEvent.read(headers: event.binaryHeaders().map { ($0, $1) }, value: event.data) } catch {
            // Data of nothing can be said in Base64 only.
            guard event.data.isEmpty else { throw Objection("accepted, but refused in binary mode: \(error)") }
            return .accepted
        }
        guard again == event else { throw Objection("read back as another event") }
        if let kind = Catalogue.kind(named: event.type) {
            do { _ = try kind.check(event.data) } catch { try RefusalLaw.check(error) }
        }
        return .accepted
    }

    private static func structured(_ sample: Goldens.Sample, _ dice: inout Dice) -> [UInt8] {
        var members = attributes(sample.kind.type).map { JSONNode.Member(name: $0.0, value: $0.1) }
        let asText = dice.once(in: 5)
        members.append(
            asText
                ? .init(name: "data_base64", value: .text(dice.pick(["e30=", "e30", "####", "", "AAAA"])))
                : .init(name: "data", value: sample.tree))
        if dice.once(in: 20) { members.append(.init(name: "d\\u0061ta", value: .number(1))) }
        var tree = JSONNode.object(members)
        switch dice.below(6) {
        case 0: return tree.bytes
        case 1: return Mutation.damage(tree.bytes, &dice)
        case 2: Mutation.damage(&tree, &dice)
        default:
            // The envelope itself, not the data: it is the smaller part of the nodes.
            guard case .object(var members) = tree else { return tree.bytes }
            let index = dice.below(members.count)
            var value = members[index].value
            if dice.once(in: 2) { Mutation.exaggerate(&value, &dice) } else { Mutation.damage(&value, &dice) }
            members[index].value = value
            if dice.once(in: 3) { members.swapAt(0, dice.below(members.count)) }
            tree = .object(members)
        }
        return tree.bytes
    }

    private static func attributes(_ type: String) -> [(String, JSONNode)] {
        [
            ("specversion", .text("1.0")), ("id", .text("e-1")), ("source", .text("/shop")), ("type", .text(type)),
            ("time", .text("2026-03-01T08:15:00Z")), ("subject", .text("m/1")),
            ("datacontenttype", .text("application/json")), ("backhaullane", .text("commerce.orders.3")),
            ("backhaulseq", .number(17)), ("causationid", .text("c-1")), ("correlationid", .text("R1")),
            ("traceparent", .text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")),
        ]
    }
}
