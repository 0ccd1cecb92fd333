import Kernel

/// The mix of the simulated world, in one place. Shares are hundredths of a percent unless a line says otherwise.
///
/// Where the field has published numbers they are named; the rest are choices, made so that every ordinary and every
/// odd state occurs in a run of a few thousand returns.
enum Calibration {

    /// Share of sales by kind of product. A choice: a general merchant with several departments.
    static let salesByCategory: [Share<ProductCategory>] = [
        Share(2_400, .apparel), Share(1_100, .shoes), Share(1_700, .electronics), Share(1_500, .home),
        Share(800, .toys), Share(800, .beauty), Share(700, .foodAndDrink), Share(500, .sports), Share(300, .books),
        Share(200, .other),
    ]

    /// Share of sales that come back, by kind of product.
    ///
    /// - Source: apparel 20 to 40 %, shoes 22 to 35 %, electronics 11 to 20 % (Accenture 2008), home 8 to 15 %, beauty
    ///   5 to 12 %; all goods sold online 19.3 % (NRF and Happy Returns 2025). Middle values; the others are choices.
    static func returnRate(_ category: ProductCategory) -> BasisPoints {
        switch category {
        case .apparel: BasisPoints(2_800)
        case .shoes: BasisPoints(2_700)
        case .electronics: BasisPoints(1_400)
        case .home: BasisPoints(1_150)
        case .toys: BasisPoints(900)
        case .beauty: BasisPoints(800)
        case .foodAndDrink: BasisPoints(300)
        case .sports: BasisPoints(1_200)
        case .books: BasisPoints(400)
        case .other: BasisPoints(1_000)
        }
    }

    /// Kinds of product among returns: sales times return rate.
    static let returnsByCategory: [Share<ProductCategory>] = salesByCategory.map {
        Share($0.weight * returnRate($0.value).value / 100, $0.value)
    }

    /// Orders of which nothing comes back, for each hundred returns. In truth about 420 (16.9 % of sales, NRF 2024);
    /// fewer here, because the stream is about returns and these only matter to recalls.
    static let unreturnedOrders = BasisPoints(2_500)

    /// Where sales are made. A choice in favour of online, from where most returns come (24.5 % of online sales
    /// against 8.7 % in store, Appriss and Deloitte 2024).
    static let channels: [Share<SalesChannel>] = [
        Share(7_200, .online), Share(1_600, .store), Share(1_200, .marketplace),
    ]

    /// How goods come back. A choice.
    static let routes: [Share<ReturnRoute>] = [
        Share(5_200, .mail), Share(3_000, .dropOff), Share(1_500, .store), Share(300, .collection),
    ]

    /// What customers ask for. A choice.
    static let resolutions: [Share<Resolution>] = [
        Share(7_400, .refund), Share(1_500, .exchange), Share(800, .storeCredit), Share(300, .repair),
    ]

    /// Why goods come back, by kind of product.
    ///
    /// - Source: consumer electronics 68 % no fault found, 27 % remorse, 5 % truly defective (Accenture 2008); that
    ///   apparel and shoes come back for size is common knowledge, the exact shares are choices.
    static func reasons(_ category: ProductCategory) -> [Share<ReturnReason>] {
        switch category {
        case .apparel, .shoes:
            [
                Share(2_600, .sizeTooSmall), Share(2_100, .sizeTooLarge), Share(1_200, .style), Share(800, .colour),
                Share(1_500, .unwanted), Share(700, .notAsDescribed), Share(400, .defective), Share(300, .wrongItem),
                Share(300, .arrivedLate), Share(100, .other),
            ]
        case .electronics:
            [
                Share(7_300, .defective), Share(1_600, .unwanted), Share(400, .notAsDescribed),
                Share(300, .missingParts), Share(250, .damagedInTransit), Share(150, .wrongItem),
            ]
        case .foodAndDrink:
            [
                Share(3_800, .damagedInTransit), Share(2_200, .wrongItem), Share(2_000, .defective),
                Share(1_200, .arrivedLate), Share(800, .other),
            ]
        default:
            [
                Share(3_600, .unwanted), Share(1_500, .notAsDescribed), Share(1_400, .damagedInTransit),
                Share(1_200, .defective), Share(700, .missingParts), Share(600, .wrongItem), Share(500, .arrivedLate),
                Share(500, .other),
            ]
        }
    }

    /// Asked for after the window. These and the next are choices; in the field 9 % (NRF 2025) to 15 % (Appriss 2024)
    /// of returns are claims without a right.
    static let lateRequest = BasisPoints(400)
    static let finalSale = BasisPoints(150)
    static let moreThanBought = BasisPoints(80)
    static let askedTwice = BasisPoints(80)
    static let unknownLine = BasisPoints(20)
    static let cancelled = BasisPoints(200)
    static let cancelledBeforeRequest = BasisPoints(20)
    /// Of the requests that must be declined: the goods are sent all the same.
    static let sentAllTheSame = BasisPoints(2_000)

    /// Another article in the parcel than was announced.
    static let wrongItem = BasisPoints(120)
    /// One announced item is not in the parcel.
    static let missingItem = BasisPoints(120)
    /// One more in the parcel than was announced.
    static let oneTooMany = BasisPoints(80)
    /// Nothing in the parcel (65 % of retailers have seen it, NRF; how often is a choice).
    static let emptyBox = BasisPoints(20)
    static let lostByCarrier = BasisPoints(80)
    static let silentlyLost = BasisPoints(50)
    /// Reported lost, and arrives all the same.
    static let lostAndFound = BasisPoints(20)
    static let twoParcels = BasisPoints(150)
    /// Parcels that nobody announced, for each hundred returns.
    static let blindParcels = BasisPoints(300)
    static let damagedOnTheWayBack = BasisPoints(250)

    static let requestBeforeOrder = BasisPoints(200)
    static let receiptBeforeRequest = BasisPoints(100)
    static let scanAfterReceipt = BasisPoints(300)
    static let productAfterSale = BasisPoints(200)
    /// Of all records: told twice, word for word.
    static let repeatedRecord = BasisPoints(150)
    /// Of all returns: an order, a request or a receipt is told twice with different content.
    static let conflict = BasisPoints(60)
    /// Malformed records for each hundred returns.
    static let malformed = BasisPoints(250)
    static let structuredMode = BasisPoints(500)

    /// Of what customers call defective, electronics: nothing is found.
    ///
    /// - Source: Accenture 2008 (68 % of all electronics returns; 73 % of them are called defective here, so that
    ///   93 % of those without a fault leaves 5 % truly defective).
    static let noFaultFoundElectronics = BasisPoints(9_300)
    /// The same for other goods. A choice.
    static let noFaultFoundElsewhere = BasisPoints(2_500)
    static let workFails = BasisPoints(400)
    static let answerRepeated = BasisPoints(50)
    static let answerConflicts = BasisPoints(20)
}
