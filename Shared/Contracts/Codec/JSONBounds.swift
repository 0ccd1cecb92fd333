/// A glance over JSON text before it is decoded: what no event may hold, whatever its type.
enum JSONBounds {
    /// How deep objects and lists may stand in each other; the deepest event has 5 levels.
    static let maxDepth = 64

    /// Accepts text that may be one JSON object in UTF-8, at most `maxDepth` deep and without the character U+0000,
    /// which PostgreSQL cannot store. The decoder says whether it is one.
    ///
    /// - Throws: `ContractViolation` (`malformed` or `rule`).
    static func check(_ bytes: [UInt8]) throws(ContractViolation) {
        switch scan(bytes) {
        case .usable: return
        case .notAnObject: throw ContractViolation(.malformed, "the value is not one JSON object")
        case .tooDeep: throw ContractViolation(.malformed, "expected at most \(maxDepth) levels")
        case .null: throw ContractViolation(.rule, "expected no character U+0000 in texts")
        }
    }

    private enum Finding { case usable, notAnObject, tooDeep, null }

    private static func scan(_ bytes: [UInt8]) -> Finding {
        bytes.withUnsafeBufferPointer { text in
            guard let start = text.firstIndex(where: { !JSONMembers.isSpace($0) }), text[start] == UInt8(ascii: "{")
            else { return .notAnObject }
            var depth = 0
            var inString = false
            var index = start
            while index < text.count {
                let byte = text[index]
                index += 1
                if byte == 0 { return .notAnObject }
                if inString {
                    if byte == UInt8(ascii: "\\") {
                        if isNullEscape(text, index) { return .null }
                        index += 1
                    } else if byte == UInt8(ascii: "\"") {
                        inString = false
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    if depth > maxDepth { return .tooDeep }
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
            return .usable
        }
    }

    private static func isNullEscape(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard index + 4 < text.count, text[index] == UInt8(ascii: "u") else { return false }
        return text[(index + 1)...(index + 4)].allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
