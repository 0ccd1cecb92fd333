/// Splits Swift into words and signs. Comments and the insides of string literals are passed over; the code of
/// interpolations stays. What the literals say is kept beside.
struct Tokenizer {
    private let bytes: [UInt8]
    private var place = 0
    private var line = 1
    private(set) var tokens: [Token] = []
    /// In the order of their ends.
    private(set) var literals: [Literal] = []

    static func tokens(of text: String) -> [Token] { Tokenizer(text).tokens }

    init(_ text: String) {
        self.init(bytes: Array(text.utf8))
        code(until: nil)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func sees(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where place < bytes.count {
            if bytes[place] == UInt8(ascii: "\n") { line += 1 }
            place += 1
        }
    }

    /// Reads code; with `closing`, until the bracket that closes an interpolation.
    private mutating func code(until closing: UInt8?) {
        var depth = 0
        while place < bytes.count {
            let byte = bytes[place]
            if Self.isWord(byte) {
                word()
            } else if sees("//") {
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { step() }
            } else if sees("/*") {
                blockComment()
            } else if let fences = stringFences() {
                string(fences)
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == closing {
                    if depth == 0 { return step() }
                    depth -= 1
                }
                if byte > UInt8(ascii: " ") { tokens.append(Token(text: String(UnicodeScalar(byte)), line: line)) }
                step()
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }

    private mutating func word() {
        let start = place
        while place < bytes.count, Self.isWord(bytes[place]) { place += 1 }
        // `try!` and `as!` are one word: `try !condition` is another matter.
        if sees("!"), ["try", "as"].contains(String(decoding: bytes[start..<place], as: UTF8.self)) { place += 1 }
        tokens.append(Token(text: String(decoding: bytes[start..<place], as: UTF8.self), line: line))
    }

    private mutating func blockComment() {
        var depth = 0
        while place < bytes.count {
            if sees("/*") {
                depth += 1
                step(2)
            } else if sees("*/") {
                depth -= 1
                step(2)
                if depth == 0 { return }
            } else {
                step()
            }
        }
    }

    /// The number of `#` before a quote that opens a string here; nil where none opens.
    private func stringFences() -> Int? {
        let fences = bytes[place...].prefix { $0 == UInt8(ascii: "#") }.count
        let quote = place + fences
        return quote < bytes.count && bytes[quote] == UInt8(ascii: "\"") ? fences : nil
    }

    private mutating func string(_ fences: Int) {
        let opensLine = line
        step(fences)
        let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
        step(quotes.utf8.count)
        tokens.append(Token(text: "\"", line: opensLine))
        let fence = String(repeating: "#", count: fences)
        var literal = Literal(start: tokens.count - 1, line: opensLine)
        var piece = place
        while place < bytes.count, !sees(quotes + fence) {
            if sees("\\" + fence + "(") {
                literal.text += String(decoding: bytes[piece..<place], as: UTF8.self)
                step(2 + fences)
                let first = tokens.count
                code(until: UInt8(ascii: ")"))
                literal.interpolations.append(first..<tokens.count)
                piece = place
            } else {
                step(fences == 0 && sees("\\") ? 2 : 1)
            }
        }
        literal.text += String(decoding: bytes[piece..<place], as: UTF8.self)
        literal.end = tokens.count
        literals.append(literal)
        step(quotes.utf8.count + fences)
    }
}
