/// RFC 3339 in and out, as CloudEvents asks for `time`.
extension Instant: CustomStringConvertible, Codable {
    /// The years 0000 to 9999 in UTC: RFC 3339 has four digits for them.
    private static let writable =
        Instant(year: 0, month: 1, day: 1).microseconds..<Instant(year: 10_000, month: 1, day: 1).microseconds

    /// RFC 3339 in UTC with as many decimals as are needed: `2026-03-01T08:15:00Z`, `2026-03-01T08:15:00.25Z`.
    public var description: String {
        let days = microseconds.flooredQuotient(by: 86_400_000_000)
        // Not by taking the days off: at the lower end of the range their product leaves 64 bits.
        let rest = microseconds % 86_400_000_000
        let ofDay = rest < 0 ? rest + 86_400_000_000 : rest
        let (year, month, day) = civil(fromDays: days)
        let seconds = ofDay / 1_000_000
        return String(unsafeUninitializedCapacity: 40) { bytes in
            var writer = DigitWriter(bytes)
            writer.number(year, digits: 4, behind: nil)
            writer.number(month, digits: 2, behind: "-")
            writer.number(day, digits: 2, behind: "-")
            writer.number(seconds / 3_600, digits: 2, behind: "T")
            writer.number(seconds / 60 % 60, digits: 2, behind: ":")
            writer.number(seconds % 60, digits: 2, behind: ":")
            writer.fraction(ofDay % 1_000_000)
            writer.character("Z")
            return writer.count
        }
    }

    /// Reads RFC 3339 with any offset. Decimals beyond microseconds are cut off.
    /// - Returns: nil when `text` is not such a time.
    public init?(_ text: String) {
        var text = text
        guard let microseconds = text.withUTF8({ Self.microseconds(of: $0) }) else { return nil }
        self.init(microseconds: microseconds)
    }

    private static func microseconds(of text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), (1...12).contains(month), (1...daysIn(month, year)).contains(day),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2), hour < 24, minute < 60, second <= 60,
            let fraction = reader.fraction(), let offset = reader.offsetMinutes(), reader.atEnd
        else { return nil }
        let seconds = days(fromCivil: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + min(second, 59)
        let microseconds = (seconds - offset * 60) * 1_000_000 + fraction
        // An offset can lead out of the years that can be written: the moment could not be read back.
        return writable.contains(microseconds) ? microseconds : nil
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Instant(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected an RFC 3339 time"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Midnight UTC of a civil date of the proleptic Gregorian calendar.
    public init(year: Int64, month: Int64, day: Int64) {
        self.init(microseconds: days(fromCivil: year, month, day) * 86_400_000_000)
    }
}

/// Walks over the characters of a time.
private struct DigitReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var atEnd: Bool { index == text.count }

    private var next: UInt8? { index < text.count ? text[index] : nil }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func number(_ digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let byte = next, (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
            index += 1
        }
        return value
    }

    /// Microseconds after the point; 0 when there is no point.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let byte = next, (48...57).contains(byte) {
            if count < 6 { value = value * 10 + Int64(byte - 48) }
            count += 1
            index += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let negative = next == UInt8(ascii: "-")
        guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2),
            hours < 24, minutes < 60
        else { return nil }
        return (negative ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// Writes the characters of a time one after the other: making it of small texts takes five times as long, and every
/// event holds one.
private struct DigitWriter {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func character(_ character: Unicode.Scalar) {
        bytes[count] = UInt8(ascii: character)
        count += 1
    }

    /// A number with zeros in front of it up to so many characters; the sign of a year before 0 is one of them.
    mutating func number(_ value: Int64, digits: Int, behind separator: Unicode.Scalar?) {
        if let separator { character(separator) }
        var length = value < 0 ? 2 : 1
        var rest = value.magnitude / 10
        while rest > 0 { (length, rest) = (length + 1, rest / 10) }
        for _ in 0..<max(digits - length, 0) { character("0") }
        let start = count
        if value < 0 { character("-") }
        rest = value.magnitude
        for place in (count..<(start + length)).reversed() {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count = start + length
    }

    /// A point and as many decimals as are needed; nothing for 0.
    mutating func fraction(_ microseconds: Int64) {
        guard microseconds != 0 else { return }
        number(microseconds, digits: 6, behind: ".")
        while bytes[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private func daysIn(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
private func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.flooredQuotient(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// Source: H. Hinnant, civil_from_days.
private func civil(fromDays count: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = count + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
}
