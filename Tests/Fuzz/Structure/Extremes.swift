/// Values at and beyond the ends of what is meant.
enum Extremes {
    /// Stands in texts of the payload: a message that holds it quotes the payload.
    static let canary = "CANARY7f3a"

    /// Times that RFC 3339 allows, the last ones only just.
    static let times = [
        "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-23:59", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2016-12-31T23:59:60Z",
        "2026-03-01t08:15:00z", "2026-03-01T08:15:00.1234567890123456789Z", "2024-02-29T23:59:59+14:00",
        "1583-10-15T00:00:00-00:01",
    ]

    /// Whole numbers that a column, a sum or a product may not hold.
    static let numbers: [Int64] = [
        0, 1, -1, 2, 7, 99, 3_650, 3_651, 10_000, 10_001, 1_000_000, 1_000_001, 31_536_000, 999_999_999_999,
        1_000_000_000_000, 1_000_000_000_001, Int64(Int32.max), Int64(Int32.max) + 1, Int64(Int32.min) - 1,
        1 << 53, (1 << 53) + 1, .max, .max - 1, .min, .min + 1,
    ]

    /// Number tokens that are no whole number, or none that fits.
    static let oddNumbers = [
        "1e400", "-1e400", "1e-400", "9223372036854775808", "-9223372036854775809", "1e19", "1.5", "-0", "1E+2", "01",
        "0x10", "NaN", "Infinity", "+1", ".5", "1.", "--1", String(repeating: "9", count: 400),
    ]

    /// Texts without quotes, as they stand in JSON.
    static let texts = [
        "", " ", canary, "a/b", "/", "\(canary)/\(canary)", "default", "XXX", "gbp", "ÅÄÖ", "e\u{301}", "\u{e9}",
        "\u{feff}", "\u{200b}", "\u{202e}abc", "👩‍👩‍👧‍👦", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\n",
        "\\t\\r", "\\u001b[2J", "\\u007f", "\\u0085", "\\\"", "\\\\", "'; DROP TABLE unit; --", "%s%n", "NULL", "\\N",
        "{1,2}", "00000000000000", "4006381333931", "2026-03-01T08:15:00Z", "\\u2028",
    ]

    /// Lengths of ids and texts around the limits of keys, headers and indexes.
    static let lengths = [255, 256, 500, 501, 996, 1_000, 1_001, 1_024, 1_025, 2_600, 2_712, 8_200, 70_000]

    /// A text of a length that does not become shorter when it is compressed.
    static func long(_ dice: inout Dice) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".utf8)
        let length = dice.pick(lengths)
        return canary + String(decoding: (0..<length).map { _ in dice.pick(letters) }, as: UTF8.self)
    }

    /// Lists in lists, or objects in objects.
    static func deep(_ dice: inout Dice) -> [UInt8] {
        let depth = dice.pick([2, 60, 63, 64, 65, 600, 20_000])
        let (open, close) = dice.once(in: 2) ? ("[", "]") : ("{\"x\":", "}")
        let end = dice.once(in: 4) ? "" : String(repeating: close, count: depth)
        return Array((String(repeating: open, count: depth) + "1" + end).utf8)
    }
}
