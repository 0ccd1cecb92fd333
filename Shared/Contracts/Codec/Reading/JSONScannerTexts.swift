/// Texts and names: whole escapes, whole UTF-8, no control characters.
extension JSONScanner {
    /// Reads from the quotation mark at `index` to behind the one that closes it.
    ///
    /// - Returns: false when it is no text of RFC 8259, section 7, or not UTF-8.
    mutating func scanText(_ kind: JSONNode.Kind) -> Bool {
        index += 1
        let start = index
        var isEscaped = false
        while true {
            skipPlain()
            guard index < text.count else { return false }
            switch text[index] {
            case UInt8(ascii: "\""):
                if kind == .name {
                    appendName(isEscaped: isEscaped, from: start, to: index)
                } else {
                    append(kind, isEscaped: isEscaped, from: start, to: index)
                }
                index += 1
                return true
            case UInt8(ascii: "\\"):
                isEscaped = true
                guard skipEscape() else { return false }
            case 0x80...:
                guard skipCharacter() else { return false }
            default: return false
            }
        }
    }

    /// Goes to the next byte that is a quotation mark, a backslash, a control character or not ASCII, eight at a time.
    @inline(__always)
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        while index + 8 <= text.count {
            let bytes = UnsafeRawBufferPointer(text)
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5c)
            // The lowest bit that is set marks a byte that is truly one of them; above it there may be others.
            let control = (word &- (ones &* 0x20)) & ~word
            let marks = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | control | word
            guard marks & highs == 0 else {
                index += (marks & highs).trailingZeroBitCount >> 3
                return
            }
            index += 8
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { return }
            index += 1
        }
    }

    /// Goes past one escape; two for a surrogate pair.
    private mutating func skipEscape() -> Bool {
        guard index + 1 < text.count else { return false }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
            return true
        case UInt8(ascii: "u"): break
        default: return false
        }
        guard let unit = JSONEscapes.unit(in: text, at: index) else { return false }
        index += 6
        if unit == 0 { hasNull = true }
        guard 0xd800...0xdfff ~= unit else { return true }
        guard unit < 0xdc00, let low = JSONEscapes.unit(in: text, at: index), 0xdc00...0xdfff ~= low else {
            return false
        }
        index += 6
        return true
    }

    /// Goes past one character of more than one byte.
    ///
    /// - Source: RFC 3629, section 4.
    private mutating func skipCharacter() -> Bool {
        let lead = text[index]
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xc2...0xdf: (second, length) = (0x80...0xbf, 2)
        case 0xe0: (second, length) = (0xa0...0xbf, 3)
        case 0xed: (second, length) = (0x80...0x9f, 3)
        case 0xe1...0xef: (second, length) = (0x80...0xbf, 3)
        case 0xf0: (second, length) = (0x90...0xbf, 4)
        case 0xf1...0xf3: (second, length) = (0x80...0xbf, 4)
        case 0xf4: (second, length) = (0x80...0x8f, 4)
        default: return false
        }
        guard index + length <= text.count, second ~= text[index + 1] else { return false }
        for offset in 2..<max(length, 2) where text[index + offset] & 0xc0 != 0x80 { return false }
        index += length
        return true
    }
}
