/// An ISO 4217 alphabetic currency code, such as `GBP`.
public struct Currency: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The three capital letters.
    public let code: String

    /// - Returns: nil unless `code` is three capital letters (ISO 4217).
    public init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.code = code
    }

    public init(from decoder: any Decoder) throws {
        let code = try decoder.singleValueContainer().decode(String.self)
        guard let value = Currency(code) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected an ISO 4217 code such as GBP"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }

    public var description: String { code }
}

/// An amount in the minor unit of its currency (pence, cents). Never a floating point number.
public typealias MinorUnits = Int64

/// An amount of money: minor units and the currency they are of.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    public var minorUnits: MinorUnits
    public var currency: Currency

    public init(_ minorUnits: MinorUnits, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    public var description: String { "\(minorUnits) \(currency) minor" }
}

/// Hundredths of a percent: 10,000 is the whole.
public struct BasisPoints: Hashable, Sendable, Comparable, Codable {
    public let value: Int64

    public init(_ value: Int64) { self.value = value }

    public static let whole = BasisPoints(10_000)
    public static let zero = BasisPoints(0)

    public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int64.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public static func < (left: BasisPoints, right: BasisPoints) -> Bool { left.value < right.value }

    /// This share of `amount`, rounded half away from zero; saturates at the ends of the range.
    public func of(_ amount: MinorUnits) -> MinorUnits {
        let isNegative = (amount < 0) != (value < 0)
        let magnitude = amount.magnitude.multipliedFullWidth(by: value.magnitude)
        guard magnitude.high < 5_000 else { return isNegative ? .min : .max }
        let (quotient, remainder) = UInt64(10_000).dividingFullWidth(magnitude)
        let rounded = quotient + (remainder >= 5_000 ? 1 : 0)
        guard let result = MinorUnits(exactly: rounded) else { return isNegative ? .min : .max }
        return isNegative ? -result : result
    }
}

/// Splits `total` in proportion to `weights` so that the parts sum to the whole, by the largest remainder method.
///
/// Ties go to the earlier part; with no weight at all everything goes to the first part.
/// - Parameter weights: not negative; their number is the number of parts.
/// - Source: the method of Hamilton (largest remainder), usual for invoices.
public func apportion(_ total: MinorUnits, by weights: [Int64]) -> [MinorUnits] {
    guard !weights.isEmpty else { return [] }
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return [total] + Array(repeating: 0, count: weights.count - 1) }
    let magnitude = total.magnitude
    var parts: [MinorUnits] = []
    var remainders: [(index: Int, remainder: UInt64)] = []
    for (index, weight) in weights.enumerated() {
        let (quotient, remainder) = sum.magnitude.dividingFullWidth(magnitude.multipliedFullWidth(by: weight.magnitude))
        parts.append(MinorUnits(quotient))
        remainders.append((index, remainder))
    }
    let missing = Int(magnitude) - Int(parts.reduce(0, +))
    let byRemainder = remainders.sorted { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
    for entry in byRemainder.prefix(missing) { parts[entry.index] += 1 }
    return total < 0 ? parts.map { -$0 } : parts
}
