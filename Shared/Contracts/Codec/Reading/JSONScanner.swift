/// One pass over a text that finds its nodes and whether it is JSON: strictly RFC 8259, in UTF-8 without a byte order
/// mark, every value whole, those that nobody reads too.
///
/// Does not recurse: the containers that are open are a chain through their nodes.
struct JSONScanner {
    /// How deep containers may stand in each other, as in FoundationEssentials.
    static let maxDepth = 512

    let text: UnsafeBufferPointer<UInt8>
    var index = 0
    /// What was found; belongs to whoever made the scanner.
    private(set) var nodes: UnsafeMutablePointer<JSONNode>
    /// Nodes so far.
    private(set) var count = 0
    private var capacity: Int
    /// The deepest level of containers so far.
    private(set) var deepest = 0
    /// True when a text or a name holds the character U+0000.
    var hasNull = false

    private var depth = 0
    /// The innermost container that is open; only with a depth above 0.
    private var open = 0

    /// - Precondition: `text` is shorter than 4 GiB.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        capacity = text.count / 10 + 16
        nodes = .allocate(capacity: capacity)
    }

    /// Finds all nodes.
    ///
    /// - Returns: false when the text is no JSON or too deep.
    mutating func scan() -> Bool {
        skipSpace()
        repeat {
            guard scanValue() else { return false }
        } while !isWhole
        return index == text.count
    }

    /// True behind the end of the outermost value.
    private var isWhole = false

    // Each of these reads on to where the next value begins, or to the end.

    private mutating func scanValue() -> Bool {
        guard index < text.count else { return false }
        switch text[index] {
        case UInt8(ascii: "\""): return scanText(.text) && finishValue()
        case UInt8(ascii: "{"): return openContainer(.object)
        case UInt8(ascii: "["): return openContainer(.list)
        case UInt8(ascii: "t"): return scanWord("true", .yes) && finishValue()
        case UInt8(ascii: "f"): return scanWord("false", .no) && finishValue()
        case UInt8(ascii: "n"): return scanWord("null", .null) && finishValue()
        default: return scanNumber() && finishValue()
        }
    }

    private mutating func openContainer(_ kind: JSONNode.Kind) -> Bool {
        guard depth < Self.maxDepth else { return false }
        depth += 1
        deepest = max(deepest, depth)
        let outer = open
        open = count
        append(JSONNode(kind: kind, start: UInt32(index), length: 0, next: UInt32(outer)))
        index += 1
        skipSpace()
        guard index < text.count else { return false }
        if text[index] == (kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            closeContainer()
            return finishValue()
        }
        return beginEntry()
    }

    /// Reads the name of a member; an element has none.
    private mutating func beginEntry() -> Bool {
        nodes[open].length += 1
        guard nodes[open].kind == .object else { return true }
        guard index < text.count, text[index] == UInt8(ascii: "\""), scanText(.name) else { return false }
        skipSpace()
        guard index < text.count, text[index] == UInt8(ascii: ":") else { return false }
        index += 1
        skipSpace()
        return true
    }

    private mutating func closeContainer() {
        index += 1
        let outer = nodes[open].next
        nodes[open].next = UInt32(count)
        open = Int(outer)
        depth -= 1
    }

    /// Reads what follows a value: the next entry's beginning, the ends of containers, or the end of the text.
    private mutating func finishValue() -> Bool {
        while true {
            skipSpace()
            if depth == 0 {
                isWhole = true
                return true
            }
            guard index < text.count else { return false }
            let isObject = nodes[open].kind == .object
            switch text[index] {
            case UInt8(ascii: ","):
                index += 1
                skipSpace()
                return beginEntry()
            case UInt8(ascii: "}") where isObject: closeContainer()
            case UInt8(ascii: "]") where !isObject: closeContainer()
            default: return false
            }
        }
    }

    @inline(__always)
    private mutating func skipSpace() {
        while index < text.count, JSONMembers.isSpace(text[index]) { index += 1 }
    }

    private mutating func scanWord(_ word: StaticString, _ kind: JSONNode.Kind) -> Bool {
        let length = word.utf8CodeUnitCount
        guard index + length <= text.count else { return false }
        for offset in 0..<length where text[index + offset] != word.utf8Start[offset] { return false }
        append(kind, from: index, to: index + length)
        index += length
        return true
    }

    @inline(__always)
    private mutating func append(_ node: JSONNode) {
        if count == capacity { grow() }
        nodes[count] = node
        count += 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<JSONNode>.allocate(capacity: capacity * 2)
        larger.update(from: nodes, count: count)
        nodes.deallocate()
        nodes = larger
        capacity *= 2
    }

    @inline(__always)
    mutating func append(_ kind: JSONNode.Kind, isEscaped: Bool = false, from start: Int, to end: Int) {
        append(
            JSONNode(
                kind: kind, isEscaped: isEscaped, start: UInt32(start), length: UInt32(end - start),
                next: UInt32(count + 1)))
    }

    /// A name's node holds its tag in place of a way on.
    @inline(__always)
    mutating func appendName(isEscaped: Bool, from start: Int, to end: Int) {
        let tag = isEscaped ? JSONNode.escapedTag : JSONNode.tag(of: UnsafeBufferPointer(rebasing: text[start..<end]))
        append(
            JSONNode(
                kind: .name, isEscaped: isEscaped, start: UInt32(start), length: UInt32(end - start), next: tag))
    }
}

// MARK: - Numbers

extension JSONScanner {
    /// One number.
    ///
    /// - Source: RFC 8259, section 6.
    fileprivate mutating func scanNumber() -> Bool {
        let start = index
        if index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
        let isZero = index < text.count && text[index] == UInt8(ascii: "0")
        if isZero { index += 1 } else if !skipDigits() { return false }
        var kind = JSONNode.Kind.integer
        if index < text.count, text[index] == UInt8(ascii: ".") {
            kind = .decimal
            index += 1
            guard skipDigits() else { return false }
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            kind = .decimal
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            guard skipDigits() else { return false }
        }
        append(kind, from: start, to: index)
        return true
    }

    /// - Returns: false when there is no digit.
    private mutating func skipDigits() -> Bool {
        let start = index
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index > start
    }
}
