import Contracts
import Kernel

/// What steps cost and bring in the simulated world, in minor units. It is not what the disposition service expects:
/// both start from the same published figures, and the market goes its own way.
enum SiteTariff {
    /// Labour, material and carriage of one step. Choices.
    static func cost(of step: WorkStep) -> MinorUnits {
        switch step {
        case .repair: 1_400
        case .refurbish: 1_000
        case .disassemble: 280
        case .test: 140
        case .sanitise, .list: 100
        case .clean, .repack: 75
        case .relabel: 25
        case .restock: 40
        case .transport: 90
        case .shipToVendor: 350
        case .shipToBuyer: 180
        case .shipToCustomer: 480
        case .handOverDonation: 110
        case .handOverRecycler: 80
        case .handOverDisposal: 120
        case .handOverHazardous: 900
        case .pullFromShelf: 150
        case .quarantine: 60
        }
    }

    /// What a step brings, twelve percent up or down from the middle.
    ///
    /// - Source: shares of the price by grade as of Amazon's Grade and Resell example (55, 47, 43, 38 % net of a 30
    ///   dollar item) before its fees; FBA Liquidations 5 to 10 % of the price; refurbished televisions 60 to 70 %.
    static func proceeds(
        of order: WorkOrdered, _ quality: Grade, _ price: ArticlePrice?, _ chance: inout Chance
    ) -> MinorUnits {
        let noise = chance.whole(88...112)
        guard let price else { return 0 }
        let middle: MinorUnits =
            switch order.step {
            case .restock, .list: BasisPoints(share(order.disposition, quality)).of(price.listPrice)
            case .shipToBuyer: BasisPoints([900, 850, 700, 500, 200][rank(quality)]).of(price.listPrice)
            case .shipToVendor: price.vendorCredit ?? 0
            case .disassemble: BasisPoints(900).of(price.listPrice)
            case .handOverRecycler: 15
            default: 0
            }
        return middle * noise / 100
    }

    private static func share(_ disposition: Disposition, _ quality: Grade) -> Int64 {
        let shares: [Int64] =
            switch disposition {
            case .restockNew: [9_600, 8_000, 6_000, 3_000, 500]
            case .restockOpenBox: [7_600, 6_200, 4_500, 2_000, 500]
            case .refurbish: [6_600, 6_500, 6_200, 5_600, 3_000]
            case .repair: [6_000, 6_000, 5_900, 5_500, 3_000]
            default: [6_800, 5_700, 4_200, 1_800, 400]
            }
        return shares[rank(quality)]
    }

    private static func rank(_ quality: Grade) -> Int { Grade.allCases.firstIndex(of: quality) ?? 0 }
}
