/// JSON as a tree of untouched tokens, so that damage can be done with knowledge of its structure: what is written need
/// not be JSON any more.
indirect enum JSONNode: Sendable {
    /// A text with its quotes, a number, a literal, or anything that was put in its place.
    case token([UInt8])
    case list([JSONNode])
    case object([Member])

    struct Member: Sendable {
        /// Without quotes, as it stands in the text.
        var name: String
        var value: JSONNode
    }

    enum Kind { case text, time, number, literal, list, object }

    /// What it is, by its first byte.
    var kind: Kind {
        switch self {
        case .list: .list
        case .object: .object
        case .token(let bytes):
            switch bytes.first {
            case UInt8(ascii: "\""): Self.looksLikeTime(bytes) ? .time : .text
            case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): .literal
            default: .number
            }
        }
    }

    private static func looksLikeTime(_ bytes: [UInt8]) -> Bool {
        bytes.count > 18 && bytes[5] == UInt8(ascii: "-") && bytes[11] == UInt8(ascii: "T")
    }

    /// A text with nothing in it that must be escaped.
    static func text(_ plain: String) -> JSONNode { .token(Array("\"\(plain)\"".utf8)) }

    static func number(_ value: Int64) -> JSONNode { .token(Array(String(value).utf8)) }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .token(let token): bytes += token
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                bytes += Array((index > 0 ? ",\"" : "\"").utf8) + Array(member.name.utf8) + Array("\":".utf8)
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// How many nodes it has, itself counted.
    var count: Int {
        switch self {
        case .token: 1
        case .list(let elements): elements.reduce(1) { $0 + $1.count }
        case .object(let members): members.reduce(1) { $0 + $1.value.count }
        }
    }

    /// Changes every node, the children first.
    ///
    /// - Parameter change: gets the node and the name of the member that it is, or is an element of.
    mutating func visit(_ name: String = "", _ change: (inout JSONNode, String) -> Void) {
        switch self {
        case .token: break
        case .list(var elements):
            for index in elements.indices { elements[index].visit(name, change) }
            self = .list(elements)
        case .object(var members):
            for index in members.indices { members[index].value.visit(members[index].name, change) }
            self = .object(members)
        }
        change(&self, name)
    }
}
