import Contracts
import Kernel

/// The policies of a merchant: what the generator must know of them to foresee what a customer will do.
struct Terms: Sendable {
    let policyId: String
    let days: Int64
    let permitted: Bool
    let timing: RefundTiming
    let returnlessBelow: MinorUnits
    let hazardousStay: Bool

    /// The merchant's own policy is the default; some sales are made under one of the others.
    static func all(of merchant: Merchant) -> [Share<Terms>] {
        [
            Share(
                8_300,
                Terms(
                    policyId: "default", days: 30, permitted: true, timing: merchant.timing, returnlessBelow: 800,
                    hazardousStay: false)),
            Share(
                1_400,
                Terms(
                    policyId: "members", days: 90, permitted: true, timing: .onRequest, returnlessBelow: 1_200,
                    hazardousStay: true)),
            Share(
                300,
                Terms(
                    policyId: "outlet", days: 0, permitted: false, timing: .onReceipt, returnlessBelow: 0,
                    hazardousStay: false)),
        ]
    }

    /// Days for one kind of goods and channel; the policy's windows say the same.
    func days(_ category: ProductCategory, _ channel: SalesChannel) -> Int64 {
        guard policyId == "default" else { return days }
        if category == .electronics, channel == .marketplace { return 14 }
        return category == .foodAndDrink ? 10 : days
    }

    /// What the world expects of a line: the customer keeps the goods and is not asked to send them.
    func staysWithCustomer(value: MinorUnits, hazardous: Bool) -> Bool {
        value < returnlessBelow || (hazardous && hazardousStay)
    }

    /// The event that publishes the policy.
    func published(by merchant: Merchant, at time: Instant, transitLimitSeconds: Int64) -> PolicyPublished {
        PolicyPublished(
            merchant: merchant.id, policyId: policyId, version: 1, publishedAt: time, currency: merchant.currency,
            returnPolicyCategory: permitted ? .finite : .notPermitted, merchantReturnDays: days,
            windows: policyId == "default" ? Self.windows : nil, refundTiming: timing, fees: fees,
            returnless: returnlessBelow > 0
                ? ReturnlessRule(valueBelow: returnlessBelow, hazardousStay: hazardousStay ? true : nil) : nil,
            refundsOutboundShipping: merchant.currency.code != "USD", transitLimitSeconds: transitLimitSeconds,
            gradeReductions: Self.reductions)
    }

    private var fees: ReturnFees? {
        guard policyId == "default", timing == .onFirstScan || timing == .onGrade else { return nil }
        return ReturnFees(
            restockingFeeBasisPoints: BasisPoints(500), cap: 1_500,
            waivedReasons: [.defective, .damagedInTransit, .wrongItem, .notAsDescribed, .missingParts, .recalled])
    }

    private static let windows = [
        ReturnWindow(category: .foodAndDrink, merchantReturnDays: 10),
        ReturnWindow(category: .electronics, channel: .marketplace, merchantReturnDays: 14),
    ]

    private static let reductions = [
        GradeReduction(grade: .c, basisPoints: BasisPoints(1_500)),
        GradeReduction(grade: .d, basisPoints: BasisPoints(4_000)),
        GradeReduction(grade: .s, basisPoints: BasisPoints(7_000)),
    ]
}
