import Foundation
import Kernel
import Worker

/// A dead letter whole, for a person.
package struct LetterText {
    private let entry: LetterEntry
    private let record: InboundRecord

    package init(entry: LetterEntry, record: InboundRecord) {
        self.entry = entry
        self.record = record
    }

    /// What it is, why it is here, its headers, its value.
    package func lines() -> [String] {
        let letter = entry.letter
        return [
            "dead letter  \(letter.place)",
            "original     \(letter.origin?.description ?? "?")",
            "refused by   \(letter.service) at \(letter.writtenAt?.description ?? "?")",
            "reason       \(ReadableBytes.oneLine("\(letter.reason): \(letter.message)"))",
            "key          \(letter.key.map(ReadableBytes.text) ?? "none")",
        ] + entry.outcomes.map { "outcome      \($0)" } + ["", "headers"] + headers + ["", "value"] + value
    }

    private var headers: [String] {
        record.headers.map {
            "  \(ReadableBytes.oneLine($0.name)): \($0.value.map(ReadableBytes.text) ?? "(null)")"
        }
    }

    private var value: [String] {
        guard let value = record.value else { return ["  (null: a tombstone)"] }
        guard let object = try? JSONSerialization.jsonObject(with: Data(value), options: .fragmentsAllowed),
            let pretty = try? JSONSerialization.data(
                withJSONObject: object,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        else { return ["  \(value.count) bytes that are no JSON:", "  " + ReadableBytes.text(value)] }
        return String(decoding: pretty, as: UTF8.self).split(separator: "\n").map { "  \(ReadableBytes.oneLine($0))" }
    }
}

/// Bytes of unknown kind for a terminal: nothing in them moves its cursor or breaks a line.
package enum ReadableBytes {
    /// The text when the bytes are one, control characters escaped; else all that is not ASCII escaped, as `\xff`.
    package static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return oneLine(text) }
        return bytes.map { byte in
            switch byte {
            case UInt8(ascii: "\\"): "\\\\"
            case 0x20..<0x7f: String(UnicodeScalar(byte))
            default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }

    /// The text with its control characters escaped.
    package static func oneLine(_ text: some StringProtocol) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return String(text) }
        return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
