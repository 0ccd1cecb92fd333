import Kernel

/// Values that a probe hands out where a decoder asks for one: made from a seed, and such that no rule is broken.
final class ProbeValues {
    enum Extent {
        /// Every optional member, two elements in every list.
        case full
        /// Required members only, one element in every list.
        case minimal
        /// Some members, one to three elements, unusual texts.
        case random
    }

    private let extent: Extent
    private var generator: SeededGenerator
    private var counter: Int64 = 0

    init(_ extent: Extent, seed: UInt64) {
        self.extent = extent
        generator = SeededGenerator(seed: seed)
    }

    /// A recall must name articles, so this one is never left out.
    func includes(_ field: String) -> Bool {
        switch extent {
        case .full: true
        case .minimal: field == "skus"
        case .random: field == "skus" || Bool.random(using: &generator)
        }
    }

    var listCount: Int {
        switch extent {
        case .full: 2
        case .minimal: 1
        case .random: Int.random(in: 1...3, using: &generator)
        }
    }

    func text(_ field: String) -> String {
        counter += 1
        let plain = "\(field)-\(counter)"
        let odds = Self.isID(field) ? Self.oddTexts : Self.oddTexts + Self.controlTexts
        guard extent == .random, field != "merchant", let odd = odds.randomElement(using: &generator) else {
            return plain
        }
        return plain + odd
    }

    /// Ids take part in keys and attributes, which hold no control characters.
    private static func isID(_ field: String) -> Bool {
        field == "sku" || field == "subject" || field.hasSuffix("Id") || field.hasSuffix("skus")
    }

    func integer(_ field: String) -> Int64 {
        counter += 1
        switch field {
        case "itemNumber": return counter
        case "discount": return 1
        default: return Int64.random(in: 1...1_000, using: &generator)
        }
    }

    func flag() -> Bool { Bool.random(using: &generator) }

    func gtin() -> GTIN { GTIN(withoutCheckDigit: generator.next()) }

    func currency() -> Currency? {
        ["GBP", "EUR", "USD", "JPY"].randomElement(using: &generator).flatMap(Currency.init)
    }

    /// From 2020 to 2033; whole seconds, but for the random extent.
    func instant() -> Instant {
        let seconds = Int64.random(in: 1_577_836_800...2_000_000_000, using: &generator)
        let rest = extent == .random ? Int64.random(in: 0...999_999, using: &generator) : 0
        return Instant(microseconds: seconds * 1_000_000 + rest)
    }

    func element<Element>(of values: [Element]) -> Element? { values.randomElement(using: &generator) }

    private static let oddTexts = ["", " ", "é", "😀", "\"\\/", "ａ", "\u{202e}", "{}", "%2F", "'; --"]
    private static let controlTexts = ["\n\t", "\u{7f}"]
}
