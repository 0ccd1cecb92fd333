import Kernel

/// The sample assortment. Prices and masses are choices; codes are real.
///
/// - Source: Harmonized System 2022 for `hsCode`; UN Model Regulations, dangerous goods list, for hazards; Directive
///   2012/19/EU, Annex III, for `weee`.
enum ArticleKinds {
    static let all: [ArticleKind] = wearables + electronics + household + consumables

    private static let ionInEquipment = Hazard(unNumber: "3481", hazardClass: "9")
    private static let ionAlone = Hazard(unNumber: "3480", hazardClass: "9")
    private static let aerosol = Hazard(unNumber: "1950", hazardClass: "2.1")
    private static let perfume = Hazard(unNumber: "1266", hazardClass: "3", packingGroup: "II")
    private static let paint = Hazard(unNumber: "1263", hazardClass: "3", packingGroup: "III")

    private static let wearables = [
        ArticleKind("T-shirt", .apparel, 1_200...3_500, 180...300, "6109"),
        ArticleKind("Jeans", .apparel, 3_900...11_900, 600...900, "6203"),
        ArticleKind("Dress", .apparel, 3_500...14_900, 300...700, "6204"),
        ArticleKind("Wool jumper", .apparel, 4_500...12_900, 400...800, "6110"),
        ArticleKind("Rain jacket", .apparel, 5_900...22_900, 500...1_200, "6201"),
        ArticleKind("Socks, three pairs", .apparel, 500...1_400, 90...160, "6115"),
        ArticleKind("Running shoes", .shoes, 5_900...17_900, 700...1_100, "6404"),
        ArticleKind("Leather boots", .shoes, 8_900...24_900, 1_100...1_900, "6403"),
        ArticleKind("Sandals", .shoes, 2_500...7_900, 400...800, "6402"),
    ]

    private static let electronics = [
        ArticleKind(
            "Smartphone", .electronics, 19_900...94_900, 350...550, "851713", hazard: ionInEquipment, weee: 6),
        ArticleKind("Tablet", .electronics, 14_900...69_900, 600...1_000, "847130", hazard: ionInEquipment, weee: 6),
        ArticleKind("Laptop", .electronics, 39_900...149_900, 1_800...3_200, "847130", hazard: ionInEquipment, weee: 6),
        ArticleKind("Headphones", .electronics, 2_900...29_900, 250...600, "851830", hazard: ionInEquipment, weee: 5),
        ArticleKind("Power bank", .electronics, 1_500...5_900, 250...600, "850760", hazard: ionAlone, weee: 5),
        ArticleKind("Television", .electronics, 24_900...119_900, 9_000...24_000, "852872", weee: 2),
        ArticleKind("Coffee machine", .electronics, 4_900...49_900, 3_000...9_000, "851671", weee: 5),
        ArticleKind("Router", .electronics, 3_500...14_900, 500...900, "851762", weee: 6),
        ArticleKind("Desk lamp", .electronics, 1_900...7_900, 700...1_900, "940521", weee: 5),
    ]

    private static let household = [
        ArticleKind("Mug", .home, 450...1_500, 300...450, "6912"),
        ArticleKind("Duvet cover", .home, 2_500...8_900, 900...1_700, "6302"),
        ArticleKind("Saucepan", .home, 1_900...8_900, 900...2_400, "7323"),
        ArticleKind("Wall paint, matt", .home, 1_900...5_900, 2_500...12_000, "3209", hazard: paint),
        ArticleKind("Side table", .home, 3_900...16_900, 4_000...14_000, "940360"),
        ArticleKind("Building blocks", .toys, 1_500...14_900, 400...2_500, "9503"),
        ArticleKind("Board game", .toys, 1_500...5_900, 600...1_800, "9504"),
        ArticleKind("Remote-control car", .toys, 2_500...12_900, 700...2_200, "9503", hazard: ionInEquipment, weee: 5),
        ArticleKind("Soft toy", .toys, 700...3_900, 150...600, "9503"),
        ArticleKind("Yoga mat", .sports, 1_500...6_900, 900...2_200, "9506"),
        ArticleKind("Tent", .sports, 6_900...34_900, 2_200...7_500, "6306"),
        ArticleKind("Bicycle light", .sports, 1_200...5_900, 100...300, "851210", hazard: ionInEquipment, weee: 5),
        ArticleKind("Novel", .books, 600...2_200, 250...700, "4901"),
        ArticleKind("Cookery book", .books, 1_500...3_900, 700...1_600, "4901"),
        ArticleKind("Suitcase", .other, 4_900...24_900, 2_500...5_000, "4202"),
        ArticleKind("Greeting cards, ten", .other, 400...1_200, 80...200, "4909"),
    ]

    private static let consumables = [
        ArticleKind("Face cream", .beauty, 900...6_900, 80...250, "3304"),
        ArticleKind("Eau de parfum", .beauty, 2_900...12_900, 200...450, "3303", hazard: perfume),
        ArticleKind("Hair spray", .beauty, 450...1_500, 250...500, "3305", hazard: aerosol),
        ArticleKind("Electric shaver", .beauty, 3_900...24_900, 350...900, "8510", hazard: ionInEquipment, weee: 5),
        ArticleKind("Coffee beans", .foodAndDrink, 900...2_900, 300...1_100, "0901"),
        ArticleKind("Olive oil", .foodAndDrink, 900...3_500, 600...1_600, "1509"),
        ArticleKind("Chocolate assortment", .foodAndDrink, 600...3_900, 200...900, "1806"),
        ArticleKind("Smoked salmon, chilled", .foodAndDrink, 1_200...4_900, 250...1_200, "0305"),
    ]
}
