import Kernel

/// Readers of the file's spellings.
enum RetailText {
    static func trimmed(_ text: String) -> String {
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
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
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        var amount: Int64 = 0
        var digits = 0
        var decimals: Int?
        for byte in text.utf8.dropFirst(isNegative ? 1 : 0) {
            switch byte {
            case UInt8(ascii: ".") where decimals == nil && digits > 0: decimals = 0
            case 48...57 where digits < 15:
                digits += 1
                guard let place = decimals else {
                    amount = amount * 10 + Int64(byte) - 48
                    continue
                }
                decimals = place + 1
                if place < 2 { amount = amount * 10 + Int64(byte) - 48 }
                if place == 2, byte >= UInt8(ascii: "5") { amount += 1 }
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        for _ in min(decimals ?? 0, 2)..<2 { amount *= 10 }
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
        let day = "\(date[2])-\(padded(date[0]))-\(padded(date[1]))"
        let seconds = clock.count > 2 ? padded(clock[2]) : "00"
        return Instant("\(day)T\(padded(clock[0])):\(padded(clock[1])):\(seconds)Z")
    }

    private static func padded(_ number: String) -> String { number.utf8.count == 1 ? "0" + number : number }
}
