import Contracts
import Worker

/// Headers as they might come: right, damaged, twice, or of somebody else.
enum HeaderDice {
    static func headers(
        of type: String, id: String = "e-1", _ dice: inout Dice
    ) -> [(name: String, value: [UInt8]?)] {
        var event = CloudEvent(id: id, source: "/shop", type: type, data: [])
        if dice.once(in: 3) {
            event.source = dice.pick(["/backhaul/intake", "/backhaul/", "/backhaul/recall", "/shop/2"])
            event.lane = dice.pick(["commerce.orders.3", "timers.0", "x"])
            event.sequence = dice.pick([1, 2, 3, 17, .max, .max - 1])
        }
        if dice.once(in: 4) { event.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }
        var headers: [(name: String, value: [UInt8]?)] = event.binaryHeaders().map { ($0, $1) }
        guard dice.once(in: 2) else { return headers }
        for _ in 0...dice.below(2) { damage(&headers, &dice) }
        return headers
    }

    private static func damage(_ headers: inout [(name: String, value: [UInt8]?)], _ dice: inout Dice) {
        guard !headers.isEmpty else { return }
        let index = dice.below(headers.count)
        switch dice.below(9) {
        case 0: headers.remove(at: index)
        case 1: headers.append(headers[index])
        case 2: headers[index].value = nil
        case 3: headers[index].value = dice.pick([[], [0], dice.bytes(5), [0xc2, 0x85], [0xed, 0xa0, 0x80]])
        case 4: headers[index].value = Array(Extremes.long(&dice).utf8)
        case 5: headers[index].value = Array(dice.pick(Extremes.texts).utf8)
        case 6: headers.append((dice.pick(strange), dice.once(in: 3) ? nil : dice.bytes(dice.below(40))))
        case 7: headers.append(contentsOf: deadLetter(&dice))
        default: headers[index].name = headers[index].name.uppercased()
        }
    }

    private static let strange = [
        "", "x", "ce_", "ce_data", "ce_comment", "traceparent", "content-type", "\u{1f4a5}", "__connect.errors.topic",
        "backhaul.dlq.resolution", "__connect.errors.",
    ]

    /// Headers that a replayed dead letter has, some of them forged.
    static func deadLetter(_ dice: inout Dice) -> [(name: String, value: [UInt8]?)] {
        let lanes = [
            "commerce.orders.3", "\0", "a\u{0}b", Extremes.long(&dice), String(repeating: "x", count: 3_000), "é.0",
        ]
        let numbers = ["1", "2", "300", "0", "-1", "x", "9223372036854775807", "9223372036854775808"]
        return [
            (DeadLetter.topic, Array("commerce.orders".utf8)), (DeadLetter.partition, Array("0".utf8)),
            (DeadLetter.offset, Array(dice.pick(numbers).utf8)),
            (DeadLetter.connectorName, Array(dice.pick(["intake", "witness", "nobody"]).utf8)),
            (DeadLetter.lane, dice.once(in: 9) ? dice.bytes(12) : Array(dice.pick(lanes).utf8)),
            (DeadLetter.sequence, Array(dice.pick(numbers).utf8)),
        ]
    }
}
