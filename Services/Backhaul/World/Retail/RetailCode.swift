import Kernel

/// What a stock code stands for.
enum RetailCode: Hashable {
    case goods, service, money

    /// Codes of the file that are no goods; everything else is sold as goods there.
    ///
    /// - Source: "Online Retail II" (UCI 502), the descriptions that stand beside these codes.
    init(_ code: String) {
        switch code {
        case "POST", "DOT", "C2", "C3", "S", "GIFT": self = .service
        case "M", "D", "B", "BANK CHARGES", "AMAZONFEE", "CRUK": self = .money
        case _ where code.hasPrefix("TEST"): self = .service
        case _ where code.hasPrefix("ADJUST") || code.hasPrefix("GIFT_"): self = .money
        default: self = .goods
        }
    }
}

/// The shop's words in the contract's.
enum RetailWords {
    /// The kind of product, by words of its description; the shop sells gifts for the home.
    static func category(_ description: String) -> ProductCategory {
        let text = description.uppercased()
        let words: [(ProductCategory, [String])] = [
            (.toys, ["TOY", "GAME", "PUZZLE", "DOLL", "PLAYHOUSE", "JIGSAW"]),
            (.foodAndDrink, ["CHOCOLATE", "SWEETS", "BISCUIT MIX"]),
            (.apparel, ["SCARF", "GLOVE", "SLIPPER", "APRON", "SOCK"]),
            (.beauty, ["SOAP", "BATH SALT", "LIP GLOSS", "BODY LOTION"]),
            (.electronics, ["RADIO", "NIGHT LIGHT", "ALARM CLOCK"]),
            (.other, ["BAG", "CARD", "WRAP", "NECKLACE", "BRACELET", "EARRING", "UMBRELLA"]),
        ]
        return words.first { $0.1.contains(where: text.contains) }?.0 ?? .home
    }

    /// ISO 3166-1 alpha-2 of the shop's country names; `ZZ` (user-assigned) where it names none.
    static func country(_ name: String) -> String { countries[name] ?? "ZZ" }

    private static let countries = [
        "United Kingdom": "GB", "EIRE": "IE", "Germany": "DE", "France": "FR", "Netherlands": "NL", "Spain": "ES",
        "Switzerland": "CH", "Portugal": "PT", "Belgium": "BE", "Channel Islands": "JE", "Sweden": "SE", "Italy": "IT",
        "Australia": "AU", "Cyprus": "CY", "Austria": "AT", "Greece": "GR", "United Arab Emirates": "AE",
        "Denmark": "DK", "Norway": "NO", "Finland": "FI", "USA": "US", "Japan": "JP", "Poland": "PL", "Malta": "MT",
        "Lithuania": "LT", "Singapore": "SG", "RSA": "ZA", "Bahrain": "BH", "Canada": "CA", "Hong Kong": "HK",
        "Thailand": "TH", "Israel": "IL", "Iceland": "IS", "Korea": "KR", "Brazil": "BR", "Bermuda": "BM",
        "Nigeria": "NG", "Lebanon": "LB", "Saudi Arabia": "SA", "Czech Republic": "CZ",
    ]
}
