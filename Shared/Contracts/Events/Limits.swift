import Kernel

/// How large numbers in events may be, so that no sum or product of them leaves 64 bits anywhere behind the contract.
enum Limits {
    /// Minor units of any currency: ten thousand million of a currency with two decimals.
    static let amount: ClosedRange<Int64> = 0...1_000_000_000_000
    /// Hundredths of a percent of something.
    static let share: ClosedRange<Int64> = 0...10_000
    /// What was paid for goods: their price and the tax on it, each within `amount`.
    static let paid: ClosedRange<Int64> = 0...2_000_000_000_000
    /// Days: up to about ten years.
    static let days: ClosedRange<Int64> = 0...3_650

    /// Bytes of an id that becomes part of a key in the database or an attribute of an event. The longest key holds a
    /// merchant and an id (1,000 bytes together), one such id and a number of a line: an entry of an index holds 2,704
    /// bytes.
    static let idBytes = 1_000
    /// Bytes of the number of a line or of a receipt, unique within another id only.
    static let lineBytes = 500

    /// What is wrong with an id; an absent one is never wrong.
    static func idViolation(_ name: String, _ id: String?, atMost bytes: Int = idBytes) -> String? {
        guard let id else { return nil }
        if id.utf8.count > bytes { return "\(name): expected at most \(bytes) bytes" }
        return AttributeText.hasControlCharacter(id.utf8) ? "\(name): expected no control characters" : nil
    }

    /// What is wrong with `value`, or nil; an absent value is never wrong.
    static func violation(_ name: String, _ value: Int64?, _ range: ClosedRange<Int64>) -> String? {
        guard let value, !range.contains(value) else { return nil }
        return "\(name): expected \(range.lowerBound) to \(range.upperBound)"
    }
}
