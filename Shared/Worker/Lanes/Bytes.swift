extension [UInt8] {
    /// Seven bits a byte, least significant first (LEB128).
    mutating func appendVariableLength(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// The length, then the bytes; nil is told from empty.
    mutating func appendField(_ field: [UInt8]?) {
        guard let field else { return appendVariableLength(0) }
        appendVariableLength(UInt64(field.count) + 1)
        append(contentsOf: field)
    }

    /// The same for a text.
    mutating func appendField(_ text: String.UTF8View) {
        appendVariableLength(UInt64(text.count) + 1)
        append(contentsOf: text)
    }
}

/// Walks over bytes that `appendVariableLength` and `appendField` wrote; nil where they end too early.
struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { index >= bytes.count }

    /// Bytes that are not read yet.
    var remaining: Int { bytes.count - index }

    mutating func variableLength() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 64 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// The outer optional is nil at a broken frame, the inner one for a null field.
    mutating func field() -> [UInt8]?? {
        guard let length = variableLength() else { return nil }
        guard length > 0 else { return .some(nil) }
        guard let count = Int(exactly: length - 1), count <= bytes.count - index else { return nil }
        defer { index += count }
        return .some(Array(bytes[index..<(index + count)]))
    }
}
