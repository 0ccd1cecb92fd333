import Kernel

/// Readers of the file's spellings.
enum RetailText {
    static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == 0x20 }
        return String(decoding: bytes.reversed().drop { $0 == 0x20 }.reversed(), as: UTF8.self)
    }

    /// `13085`, or `13085.0` as spreadsheets write it.
    static func customer(_ text: String) -> String {
        let text = trimmed(text)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Decimal text as hundredths, rounded half away from zero; nil when it is not a plain decimal number.
    static func minorUnits(_ text: String) -> MinorUnits? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int64($0) }), (0...9_999_999_999).contains(whole) else { return nil }
        let decimals = parts.count > 1 ? Array(parts[1].utf8) : []
        guard decimals.allSatisfy({ (48...57).contains($0) }) else { return nil }
        func digit(_ place: Int) -> Int64 { place < decimals.count ? Int64(decimals[place]) - 48 : 0 }
        let amount = whole * 100 + digit(0) * 10 + digit(1) + (digit(2) >= 5 ? 1 : 0)
        return isNegative ? -amount : amount
    }

    /// `2009-12-01 07:45:00`, or `12/1/2009 7:45` (month first) as other editions have it.
    static func time(_ text: String) -> Instant? {
        if text.contains("-") { return Instant(text.contains("Z") ? text : text + "Z") }
        let halves = text.split(separator: " ")
        guard halves.count == 2 else { return nil }
        let date = halves[0].split(separator: "/").map(String.init)
        let clock = halves[1].split(separator: ":").map(String.init)
        guard date.count == 3, clock.count >= 2 else { return nil }
        let seconds = clock.count > 2 ? clock[2] : "00"
        return Instant(
            "\(date[2])-\(padded(date[0]))-\(padded(date[1]))T\(padded(clock[0])):\(padded(clock[1])):\(padded(seconds))Z"
        )
    }

    private static func padded(_ number: String) -> String { number.utf8.count == 1 ? "0" + number : number }
}
