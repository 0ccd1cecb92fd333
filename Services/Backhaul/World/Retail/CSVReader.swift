import Foundation

/// Reads comma-separated records from pieces of bytes, one record at a time.
///
/// - Source: RFC 4180; lines may end in LF alone, and bytes that are not UTF-8 are replaced, never refused.
struct CSVReader {
    private let nextPiece: () throws -> [UInt8]?
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// - Parameter nextPiece: the next bytes, in pieces of any size; nil at the end.
    init(_ nextPiece: @escaping () throws -> [UInt8]?) { self.nextPiece = nextPiece }

    /// The next record's fields; nil at the end. An empty line is a record of one empty field.
    ///
    /// - Throws: what reading throws.
    mutating func next() throws -> [String]? {
        var searched = position
        while true {
            guard let end = try lineEnd(from: &searched) else { return nil }
            let line = buffer[position..<end]
            guard let fields = Self.fields(of: line, isComplete: isAtEnd && end >= buffer.count) else {
                // The line break stands within quotes: the record goes on.
                searched = end + 1
                continue
            }
            position = min(end + 1, buffer.count)
            return fields
        }
    }

    /// Where the line ends that `searched` stands in; nil when nothing is left.
    private mutating func lineEnd(from searched: inout Int) throws -> Int? {
        while true {
            if let found = Self.index(of: Self.lineFeed, in: buffer, from: searched) { return found }
            if isAtEnd { return position < buffer.count ? buffer.count : nil }
            searched = buffer.count - position
            buffer.removeFirst(position)
            position = 0
            guard let piece = try nextPiece() else {
                isAtEnd = true
                continue
            }
            buffer += piece
        }
    }

    /// - Returns: nil when the line ends within quotes and more may follow.
    private static func fields(of line: ArraySlice<UInt8>, isComplete: Bool) -> [String]? {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        guard index(of: quote, in: line, from: line.startIndex) != nil else { return plainFields(of: line) }
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            index += 1
            switch byte {
            case quote where isQuoted && index < line.endIndex && line[index] == quote:
                field.append(quote)
                index += 1
            case quote where isQuoted: isQuoted = false
            case quote where field.isEmpty: isQuoted = true
            case comma where !isQuoted:
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            default: field.append(byte)
            }
        }
        return isQuoted && !isComplete ? nil : fields + [String(decoding: field, as: UTF8.self)]
    }

    private static func plainFields(of line: ArraySlice<UInt8>) -> [String] {
        var fields: [String] = []
        var start = line.startIndex
        while let end = index(of: comma, in: line, from: start) {
            fields.append(String(decoding: line[start..<end], as: UTF8.self))
            start = end + 1
        }
        return fields + [String(decoding: line[start...], as: UTF8.self)]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")

    /// memchr: most bytes of the file are looked at by it alone.
    private static func index(of byte: UInt8, in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        bytes[start...].withUnsafeBytes { region in
            guard let base = region.baseAddress, let found = memchr(base, Int32(byte), region.count) else { return nil }
            return start + base.distance(to: found)
        }
    }

    private static func index(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        index(of: byte, in: bytes[...], from: start)
    }
}
