/// What stands behind backslashes.
enum JSONEscapes {
    /// The UTF-16 unit of an escape `\uXXXX` at `index`; nil where none stands.
    static func unit(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
        guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt16 = 0
        for place in (index + 2)..<(index + 6) {
            guard let digit = hexadecimal(text[place]) else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// The text that `raw` means.
    ///
    /// - Precondition: the scanner accepted `raw`.
    static func text(of raw: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: raw.count) { target in
            var (index, length) = (0, 0)
            while index < raw.count {
                if raw[index] != UInt8(ascii: "\\") {
                    target[length] = raw[index]
                    (index, length) = (index + 1, length + 1)
                } else if raw[index + 1] == UInt8(ascii: "u") {
                    index += resolveUnits(raw, index, target, &length)
                } else {
                    target[length] = byte(behindBackslash: raw[index + 1])
                    (index, length) = (index + 2, length + 1)
                }
            }
            return length
        }
    }

    /// Writes the character of one escape or of a surrogate pair of them.
    ///
    /// - Returns: the bytes of the escapes.
    private static func resolveUnits(
        _ raw: UnsafeBufferPointer<UInt8>, _ index: Int, _ target: UnsafeMutableBufferPointer<UInt8>,
        _ length: inout Int
    ) -> Int {
        let high = UInt32(unit(in: raw, at: index) ?? 0)
        let isPair = 0xd800...0xdbff ~= high
        let low = isPair ? UInt32(unit(in: raw, at: index + 6) ?? 0) : 0
        let value = isPair ? 0x10000 + (high & 0x3ff) << 10 + (low & 0x3ff) : high
        for byte in UTF8.encode(Unicode.Scalar(value) ?? "\u{fffd}") ?? UTF8.encodedReplacementCharacter {
            target[length] = byte
            length += 1
        }
        return isPair ? 12 : 6
    }

    private static func byte(behindBackslash byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: byte
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
