/// A GS1 Global Trade Item Number, kept in its 14-digit form.
///
/// - Source: GS1 General Specifications, section 7.9 (check digit).
public struct GTIN: Hashable, Sendable, Comparable, CustomStringConvertible, Codable {
    /// Fourteen digits, zeros in front.
    public let digits: String

    /// Reads a GTIN-8, -12, -13 or -14.
    /// - Returns: nil when the length, a character or the check digit is wrong.
    public init?(_ text: String) {
        let values = text.utf8.map { Int($0) - 48 }
        guard [8, 12, 13, 14].contains(values.count), values.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let padded = Array(repeating: 0, count: 14 - values.count) + values
        let sum = padded.enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
        guard sum.isMultiple(of: 10) else { return nil }
        digits = padded.map(String.init).joined()
    }

    /// The GTIN whose first thirteen digits are those of `number` (taken modulo 10^13), with the check digit added.
    public init(withoutCheckDigit number: UInt64) {
        var rest = number % 10_000_000_000_000
        var values = [Int](repeating: 0, count: 13)
        for index in values.indices.reversed() {
            values[index] = Int(rest % 10)
            rest /= 10
        }
        let sum = values.enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
        digits = (values + [(10 - sum % 10) % 10]).map(String.init).joined()
    }

    public var description: String { digits }

    public static func < (left: GTIN, right: GTIN) -> Bool { left.digits < right.digits }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = GTIN(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected a GTIN of 8, 12, 13 or 14 digits with a right check digit"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }
}
