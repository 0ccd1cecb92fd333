/// A second reader of RFC 8259, written as plainly as its grammar: says only whether a text is JSON.
struct StrictJSON {
    private var rest: ArraySlice<UInt8>

    static func accepts(_ text: [UInt8]) -> Bool {
        guard String(validating: text, as: UTF8.self) != nil else { return false }
        var reader = StrictJSON(rest: text[...])
        reader.skipSpace()
        guard reader.value() else { return false }
        reader.skipSpace()
        return reader.rest.isEmpty
    }

    private mutating func skipSpace() { rest = rest.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) } }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private mutating func value() -> Bool {
        switch rest.first {
        case UInt8(ascii: "{"): entries("{", "}") { $0.text() && $0.colon() && $0.value() }
        case UInt8(ascii: "["): entries("[", "]") { $0.value() }
        case UInt8(ascii: "\""): text()
        default: take("true") || take("false") || take("null") || number()
        }
    }

    private mutating func colon() -> Bool {
        skipSpace()
        guard take(":") else { return false }
        skipSpace()
        return true
    }

    private mutating func entries(_ open: String, _ close: String, _ entry: (inout StrictJSON) -> Bool) -> Bool {
        guard take(open) else { return false }
        skipSpace()
        if take(close) { return true }
        repeat {
            skipSpace()
            guard entry(&self) else { return false }
            skipSpace()
        } while take(",")
        return take(close)
    }

    private mutating func text() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.first, byte >= 0x20 {
            if take("\"") { return true }
            if take("\\u") {
                guard let unit = unit() else { return false }
                guard 0xd800...0xdfff ~= unit else { continue }
                guard unit < 0xdc00, take("\\u"), let low = self.unit(), 0xdc00...0xdfff ~= low else { return false }
            } else if take("\\") {
                guard let escape = rest.popFirst(), "\"\\/bfnrt".utf8.contains(escape) else { return false }
            } else {
                rest.removeFirst()
            }
        }
        return false
    }

    private mutating func unit() -> UInt16? {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        let isHexadecimal = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
        return digits.count == 4 && isHexadecimal ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }

    private mutating func number() -> Bool {
        _ = take("-")
        guard take("0") || digits() else { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        _ = take("+") || take("-")
        return digits()
    }

    private mutating func digits() -> Bool {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest = rest.dropFirst(count)
        return count > 0
    }
}
