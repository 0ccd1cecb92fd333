/// Finds a member of a JSON object without decoding it, so that its bytes stay as they came.
///
/// The text must be known to be JSON: nothing is checked here a second time.
enum JSONMembers {
    /// Where the values of the member `name` of the outermost object stand; several when it is repeated.
    static func places(of name: String, in bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { text in
            var cursor = Cursor(text)
            var places: [Range<Int>] = []
            cursor.skipSpace()
            cursor.step()
            while true {
                cursor.skipSpace()
                if cursor.next == UInt8(ascii: ",") { cursor.step(); cursor.skipSpace() }
                guard cursor.next == UInt8(ascii: "\"") else { return places }
                let key = cursor.skipValue()
                cursor.skipSpace()
                cursor.step()
                cursor.skipSpace()
                let value = cursor.skipValue()
                if text[key].dropFirst().dropLast().elementsEqual(name.utf8) { places.append(value) }
            }
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }
}

private struct Cursor {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var next: UInt8? { index < text.count ? text[index] : nil }

    mutating func step() { index += 1 }

    mutating func skipSpace() { while let byte = next, JSONMembers.isSpace(byte) { index += 1 } }

    /// Goes past one value and says where it stood.
    mutating func skipValue() -> Range<Int> {
        let start = index
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                skipString()
                if depth == 0 { return start..<index }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start..<index }
                depth -= 1
                if depth == 0 {
                    index += 1
                    return start..<index
                }
            case UInt8(ascii: ","): if depth == 0 { return start..<index }
            default: if depth == 0, JSONMembers.isSpace(byte) || byte == UInt8(ascii: ":") { return start..<index }
            }
            index += 1
        }
        return start..<min(index, text.count)
    }

    private mutating func skipString() {
        index += 1
        while let byte = next, byte != UInt8(ascii: "\"") { index += byte == UInt8(ascii: "\\") ? 2 : 1 }
        index = min(index + 1, text.count)
    }
}
