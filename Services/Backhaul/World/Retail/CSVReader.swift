/// Reads comma-separated records from pieces of bytes, one record at a time.
///
/// - Source: RFC 4180; lines may end in LF alone, and bytes that are not UTF-8 are replaced, never refused.
struct CSVReader {
    private let nextPiece: () throws -> [UInt8]?
    private var piece: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// - Parameter nextPiece: the next bytes, in pieces of any size; nil at the end.
    init(_ nextPiece: @escaping () throws -> [UInt8]?) { self.nextPiece = nextPiece }

    /// The next record's fields; nil at the end. An empty line is a record of one empty field.
    ///
    /// - Throws: what reading throws.
    mutating func next() throws -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var isEmpty = true
        while let byte = try nextByte() {
            isEmpty = false
            switch byte {
            case Self.quote where isQuoted:
                // Two quotes within quotes are one; a single one ends them.
                isQuoted = try peek() == Self.quote
                if isQuoted { field.append(try nextByte() ?? Self.quote) }
            case Self.quote where field.isEmpty: isQuoted = true
            case Self.comma where !isQuoted:
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            case Self.lineFeed where !isQuoted: return fields + [Self.last(field)]
            default: field.append(byte)
            }
        }
        return isEmpty ? nil : fields + [Self.last(field)]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")

    private static func last(_ field: [UInt8]) -> String {
        String(decoding: field.last == UInt8(ascii: "\r") ? field.dropLast() : field[...], as: UTF8.self)
    }

    private mutating func nextByte() throws -> UInt8? {
        guard try fill() else { return nil }
        defer { position += 1 }
        return piece[position]
    }

    private mutating func peek() throws -> UInt8? { try fill() ? piece[position] : nil }

    private mutating func fill() throws -> Bool {
        while position == piece.count, !isAtEnd {
            guard let more = try nextPiece() else {
                isAtEnd = true
                return false
            }
            piece = more
            position = 0
        }
        return position < piece.count
    }
}
