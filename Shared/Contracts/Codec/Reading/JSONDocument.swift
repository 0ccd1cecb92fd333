/// A text that is JSON, with its nodes found: what decoders read from.
///
/// Holds the bytes that it was made of, so that a decoder may be kept as long as anybody likes. Not for several threads
/// at once.
final class JSONDocument {
    let text: [UInt8]
    let nodes: UnsafeBufferPointer<JSONNode>
    /// How deep containers stand in each other.
    let depth: Int
    /// True when a text or a name holds the character U+0000.
    let hasNull: Bool

    /// Objects of many members whose names were asked for, so that reading each of them is not a search through all.
    @exclusivity(unchecked) private var indexes: [Int: [String: Int]] = [:]
    private static let fewMembers = 16

    /// - Returns: nil when `text` is no JSON (RFC 8259, UTF-8), deeper than `JSONScanner.maxDepth` or 4 GiB and more.
    init?(_ text: [UInt8]) {
        guard text.count < Int(UInt32.max) else { return nil }
        let (found, isJSON) = text.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            let isJSON = scanner.scan()
            return (scanner, isJSON)
        }
        self.text = text
        nodes = UnsafeBufferPointer(start: found.nodes, count: found.count)
        depth = found.deepest
        hasNull = found.hasNull
        guard isJSON else { return nil }
    }

    deinit { nodes.deallocate() }

    /// True when the outermost value is an object.
    var isObject: Bool { nodes[0].kind == .object }

    /// The value of the first member `name` of an object; nil when it has none. Names are compared by their bytes.
    func member(_ name: String, of object: Int) -> Int? {
        if !indexes.isEmpty, let index = indexes[object] { return index[name] }
        var name = name
        return name.withUTF8 { wanted in
            text.withUnsafeBufferPointer { Self.search(for: wanted, in: object, nodes, $0) }
        }
    }

    private static func search(
        for wanted: UnsafeBufferPointer<UInt8>, in object: Int, _ nodes: UnsafeBufferPointer<JSONNode>,
        _ text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let tag = JSONNode.tag(of: wanted)
        var place = object + 1
        for _ in 0..<nodes[object].length {
            let node = nodes[place]
            if node.next == tag, !node.isEscaped, isEqual(raw(node, text), wanted) { return place + 1 }
            if node.isEscaped, JSONEscapes.text(of: raw(node, text)).utf8.elementsEqual(wanted) { return place + 1 }
            place = Int(nodes[place + 1].next)
        }
        return nil
    }

    @inline(__always)
    private static func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = left.count
        guard count == right.count else { return false }
        guard count >= 8 else { return (0..<count).allSatisfy { left[$0] == right[$0] } }
        let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
        func isEqual(at offset: Int) -> Bool {
            left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        var offset = 0
        while offset + 8 < count {
            guard isEqual(at: offset) else { return false }
            offset += 8
        }
        return isEqual(at: count - 8)
    }

    /// The names of an object's members in their order, each once.
    func names(of object: Int) -> [String] {
        var names: [String] = []
        var values: [String: Int] = [:]
        var place = object + 1
        for _ in 0..<nodes[object].length {
            let name = string(place)
            if values[name] == nil {
                values[name] = place + 1
                names.append(name)
            }
            place = Int(nodes[place + 1].next)
        }
        if names.count > Self.fewMembers { indexes[object] = values }
        return names
    }

    /// The characters of a text or a name.
    func string(_ place: Int) -> String {
        let node = nodes[place]
        return text.withUnsafeBufferPointer { bytes in
            let raw = Self.raw(node, bytes)
            return node.isEscaped ? JSONEscapes.text(of: raw) : String(decoding: raw, as: UTF8.self)
        }
    }

    /// The bytes of a scalar as they stand in the text.
    func withRaw<Result>(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let node = nodes[place]
        return try text.withUnsafeBufferPointer { try body(Self.raw(node, $0)) }
    }

    @inline(__always)
    private static func raw(
        _ node: JSONNode, _ text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(node.start)..<Int(node.start + node.length)])
    }
}
