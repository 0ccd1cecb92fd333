/// Scalars as JSON: the bytes that FoundationEssentials writes with sorted keys and slashes left alone.
extension JSONStack<UInt8> {
    mutating func append(_ word: StaticString) {
        append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// A text with its quotation marks.
    ///
    /// - Returns: true when it holds escapes.
    @inline(__always)
    @discardableResult
    mutating func append(text: String) -> Bool {
        var text = text
        return text.withUTF8 { append(text: $0) }
    }

    /// A text in UTF-8 with its quotation marks.
    ///
    /// - Returns: true when it holds escapes.
    mutating func append(text: UnsafeBufferPointer<UInt8>) -> Bool {
        // A copy as it is, which is right for nearly every text; the first byte that needs an escape stops it.
        let target = reserve(text.count + 2)
        target[0] = UInt8(ascii: "\"")
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard Self.isPlain(byte) else {
                advance(index + 1)
                appendEscaped(UnsafeBufferPointer(rebasing: text[index...]))
                return true
            }
            index += 1
            target[index] = byte
        }
        target[index + 1] = UInt8(ascii: "\"")
        advance(index + 2)
        return false
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The rest of a text and the quotation mark behind it.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            if Self.isPlain(byte) { append(byte) } else { appendEscape(of: byte) }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0a: append(UInt8(ascii: "n"))
        case 0x0c: append(UInt8(ascii: "f"))
        case 0x0d: append(UInt8(ascii: "r"))
        case 0..<0x20:
            append("u00")
            append(UInt8(ascii: "0") + byte >> 4)
            append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
        default: append(byte)
        }
    }

    mutating func append(flag: Bool) { append(flag ? "true" : "false") }

    /// A whole number in decimal digits.
    @inline(__always)
    mutating func append(integer: some FixedWidthInteger) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        append(magnitude: UInt64(truncatingIfNeeded: integer.magnitude))
    }

    private mutating func append(magnitude: UInt64) {
        let maxDigits = 20
        var rest = magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maxDigits) { digits in
            var first = maxDigits
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// The shortest digits that are read back as the same number, without `.0`.
    ///
    /// - Precondition: it is finite.
    mutating func append(finite number: some BinaryFloatingPoint & CustomStringConvertible) {
        var digits = number.description
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        digits.withUTF8 { append($0) }
    }
}
