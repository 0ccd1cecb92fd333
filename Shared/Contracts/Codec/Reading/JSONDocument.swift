/// A text that is JSON, with its nodes found: what decoders read from.
///
/// Holds the bytes that it was made of, so that a decoder may be kept as long as anybody likes. Not for several threads
/// at once.
final class JSONDocument {
    let text: [UInt8]
    let nodes: ContiguousArray<JSONNode>
    /// How deep containers stand in each other.
    let depth: Int
    /// True when a text or a name holds the character U+0000.
    let hasNull: Bool

    /// Objects of many members whose names were asked for, so that reading each of them is not a search through all.
    private var indexes: [Int: [String: Int]] = [:]
    private static let fewMembers = 16

    /// - Returns: nil when `text` is no JSON (RFC 8259, UTF-8), deeper than `JSONScanner.maxDepth` or 4 GiB and more.
    init?(_ text: [UInt8]) {
        guard text.count < Int(UInt32.max) else { return nil }
        let found = text.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            return scanner.scan() ? scanner : nil
        }
        guard let found else { return nil }
        self.text = text
        nodes = found.nodes
        depth = found.deepest
        hasNull = found.hasNull
    }

    /// True when the outermost value is an object.
    var isObject: Bool { nodes[0].kind == .object }

    /// The value of the first member `name` of an object; nil when it has none. Names are compared by their bytes.
    func member(_ name: String, of object: Int) -> Int? {
        if !indexes.isEmpty, let index = indexes[object] { return index[name] }
        var name = name
        return name.withUTF8 { wanted in
            text.withUnsafeBufferPointer { bytes in
                nodes.withUnsafeBufferPointer { Self.search(for: wanted, in: object, $0, bytes) }
            }
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
            if node.next == tag, !node.isEscaped, raw(node, text).elementsEqual(wanted) { return place + 1 }
            if node.isEscaped, JSONEscapes.text(of: raw(node, text)).utf8.elementsEqual(wanted) { return place + 1 }
            place = Int(nodes[place + 1].next)
        }
        return nil
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
