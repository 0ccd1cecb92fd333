/// Damage to bytes and to trees.
enum Mutation {
    /// Changes some nodes of a tree, whatever comes of it.
    static func damage(_ tree: inout JSONNode, _ dice: inout Dice) {
        for _ in 0...dice.below(3) {
            var left = dice.below(tree.count)
            tree.visit { node, _ in
                if left == 0 { replace(&node, &dice) }
                left -= 1
            }
        }
    }

    private static func replace(_ node: inout JSONNode, _ dice: inout Dice) {
        switch dice.below(14) {
        case 0: node = .token(Array("null".utf8))
        case 1: node = .token(Extremes.deep(&dice))
        case 2: node = .token(Array(dice.pick(Extremes.oddNumbers).utf8))
        case 3: node = .text(Extremes.long(&dice))
        case 4: node = .token(dice.bytes(dice.below(20)))
        case 5: node = .token([UInt8(ascii: "\"")] + dice.bytes(1 + dice.below(8)) + [UInt8(ascii: "\"")])
        case 6: node = dice.once(in: 2) ? .list([]) : .object([])
        case 7: node = .list([node, node])
        default: exaggerate(&node, &dice)
        }
    }

    /// Puts an extreme value of the same kind in the place of a node, so that it may well be accepted.
    static func exaggerate(_ node: inout JSONNode, _ dice: inout Dice) {
        switch node.kind {
        case .time: node = .text(dice.pick(Extremes.times))
        case .number: node = .number(dice.pick(Extremes.numbers))
        case .text: node = .text(dice.once(in: 3) ? Extremes.long(&dice) : dice.pick(Extremes.texts))
        case .literal: node = .token(Array(dice.pick(["true", "false"]).utf8))
        case .list: resize(&node, &dice)
        case .object: drop(&node, &dice)
        }
    }

    private static func resize(_ node: inout JSONNode, _ dice: inout Dice) {
        guard case .list(let elements) = node, !elements.isEmpty else { return }
        switch dice.below(4) {
        case 0: node = .list([])
        case 1: node = .list(Array(elements.reversed()))
        case 2: node = .list((0..<(2 + dice.below(6))).map { elements[$0 % elements.count] })
        default: node = .list(Array(elements.dropLast()))
        }
    }

    private static func drop(_ node: inout JSONNode, _ dice: inout Dice) {
        guard case .object(var members) = node, !members.isEmpty else { return }
        let index = dice.below(members.count)
        switch dice.below(3) {
        case 0: members.append(members[index])
        case 1: members.append(.init(name: "\(Extremes.canary)Unknown", value: .token(Extremes.deep(&dice))))
        default: members.remove(at: index)
        }
        node = .object(members)
    }

    /// Damages bytes without knowing what they are.
    static func damage(_ bytes: [UInt8], with others: [UInt8] = [], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0...dice.below(4) { bytes = damageOnce(bytes, others, &dice) }
        return bytes
    }

    private static func damageOnce(_ bytes: [UInt8], _ others: [UInt8], _ dice: inout Dice) -> [UInt8] {
        guard !bytes.isEmpty else { return dice.bytes(dice.below(40)) }
        var result = bytes
        let place = dice.below(bytes.count)
        let end = min(bytes.count, place + 1 + dice.below(9))
        switch dice.below(8) {
        case 0: result[place] = UInt8(truncatingIfNeeded: dice.bits())
        case 1: result[place] ^= 1 << UInt8(dice.below(8))
        case 2: result.removeSubrange(place..<end)
        case 3: result.removeSubrange(place...)
        case 4: result.insert(contentsOf: Array(dice.pick(tokens).utf8), at: place)
        case 5: result.insert(contentsOf: bytes[..<place], at: place)
        case 6: result.replaceSubrange(place..<end, with: dice.bytes(dice.below(9)))
        default: result.replaceSubrange(place..., with: others.suffix(dice.below(others.count + 1)))
        }
        return result
    }

    private static let tokens = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "null", "true", "-", "1e999", "\\u0000", "\\ud800", "\u{feff}", "0",
        "9223372036854775808", "\"merchant\":", "\"data\":", "/", "\0", "\n", "\"data_base64\":\"e30=\",", "\u{80}",
    ]
}
