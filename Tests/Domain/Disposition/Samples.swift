import DispositionDomain
import Kernel

/// Values that the tests of this domain begin from.
enum Samples {
    static let pounds = currency("GBP")
    static let euros = currency("EUR")
    static let gtin = GTIN(withoutCheckDigit: 501_234_567_890)
    static let soldAt = Instant(year: 2026, month: 3, day: 1)
    static let receivedAt = Instant(year: 2026, month: 3, day: 11)
    static let gradedAt = receivedAt.advanced(by: .hours(2))

    static func arrival(_ change: (inout ArrivalFacts) -> Void = { _ in }) -> ArrivalFacts {
        var facts = ArrivalFacts(siteId: "RC1", receivedAt: receivedAt, finding: .matched)
        facts.returnId = "R-1"
        facts.customerId = "C-1"
        facts.sku = "S-1"
        facts.gtin = gtin
        facts.lot = "L1"
        facts.country = "DE"
        facts.soldAt = soldAt
        facts.currency = pounds
        change(&facts)
        return facts
    }

    static func grade(
        _ grade: Grade = .a, _ category: ProductCategory = .home, sealed: Bool = false, dangerous: Bool = false,
        fault: PartyAtFault = .customer
    ) -> GradeFacts {
        GradeFacts(
            category: category, grade: grade, fault: fault, sealed: sealed, dangerous: dangerous, gradedAt: gradedAt)
    }

    static func product(_ change: (inout ProductFacts) -> Void = { _ in }) -> ProductFacts {
        var facts = ProductFacts(gtin: gtin, currency: pounds, cost: 4_000, listPrice: 10_000, massGrams: 2_000)
        change(&facts)
        return facts
    }

    static func vendor(_ change: (inout VendorFacts) -> Void = { _ in }) -> VendorFacts {
        var facts = VendorFacts(
            vendorId: "V-1", returnWindowDays: 60, credit: .whole, restockingFee: BasisPoints(1_000),
            acceptsOpened: true)
        change(&facts)
        return facts
    }

    static func inputs(
        arrival: ArrivalFacts = arrival(), grade: GradeFacts = grade(), product: ProductFacts? = product(),
        stops: [Stop] = [], failed: [Disposition] = [], decidedAt: Instant = gradedAt
    ) -> DecisionInputs {
        DecisionInputs(
            arrival: arrival, grade: grade, product: product, stops: stops, failed: failed, currency: pounds,
            decidedAt: decidedAt)
    }

    static func lithium() -> Hazard { Hazard(unNumber: "3481", hazardClass: "9") }

    static func scope(
        _ recallId: String = "RC-1", version: Int64 = 1, active: Bool = true, mock: Bool = false,
        remedy: RecallRemedy = .refund, criteria: ScopeCriteria = ScopeCriteria(gtins: [gtin], lots: ["L1"])
    ) -> ScopeFact {
        ScopeFact(
            recallId: recallId, version: version, active: active, mock: mock, remedy: remedy, criteria: criteria,
            scopedAt: gradedAt)
    }

    /// Simple round terms: every option is possible in every grade, and worth less the later it stands in the list.
    static let parameters = parameters()

    static func parameters(_ change: (inout Parameters) -> Void = { _ in }) -> Parameters {
        let grades = Dictionary(uniqueKeysWithValues: Grade.allCases.map { ($0.rawValue, 0) })
        var channels: [String: Parameters.Channel] = [:]
        var prices: [String: [String: BasisPoints]] = [:]
        for (place, disposition) in Disposition.decidable.enumerated() {
            channels[disposition.rawValue] = Parameters.Channel(probability: .whole, waitDays: 0)
            let share = BasisPoints(Int64(9_000 - 500 * place))
            prices[disposition.rawValue] = grades.mapValues { _ in share }
        }
        let labour = Dictionary(uniqueKeysWithValues: WorkStep.allCases.map { ($0.rawValue, MinorUnits(10)) })
        let categories = Dictionary(
            uniqueKeysWithValues: ProductCategory.allCases.map {
                ($0.rawValue, Parameters.CategoryTerms(weeklyDecay: .zero, storagePerDay: 0))
            })
        var parameters = Parameters(
            version: 1, currency: pounds, currencies: ["EUR": BasisPoints(12_000)], productWaitSeconds: 30,
            carbonPricePerTonne: 0, hazardCompliance: 0, holdingBasisPointsPerDay: .zero, channels: channels,
            prices: ["default": prices], labour: labour, categories: categories,
            sites: ["hand_over_recycler": "recycler"],
            destructionBan: .init(categories: ["apparel", "shoes"], countries: ["DE", "FR"]),
            hygieneCategories: ["food_and_drink", "beauty"])
        change(&parameters)
        return parameters
    }

    private static func currency(_ code: String) -> Currency {
        guard let currency = Currency(code) else { preconditionFailure("not a currency: \(code)") }
        return currency
    }
}
