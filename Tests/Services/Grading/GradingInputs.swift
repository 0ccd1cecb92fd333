import Contracts
import Kernel

/// Events for the tests of grading: merchant `m`, article `k`, policy `default`.
enum GradingInputs {
    static func arrival(
        _ unit: String, sku: String? = "k", reason: ReturnReason? = .unwanted, policy: String? = nil
    ) -> UnitArrival {
        var arrival = UnitArrival(
            merchant: "m", unitId: unit, parcelId: "p", itemNumber: 1, siteId: "s", receivedAt: .epoch,
            finding: .matched, matchedBy: .sku)
        arrival.returnId = "r-" + unit
        arrival.sku = sku
        arrival.reason = reason
        arrival.policyId = policy
        return arrival
    }

    static func product(
        _ category: ProductCategory, sku: String = "k", second: Int64 = 1
    ) -> ProductDescribed? {
        Currency("GBP").map { currency in
            ProductDescribed(
                merchant: "m", sku: sku, gtin: nil, name: "thing", category: category,
                describedAt: .epoch.advanced(by: .seconds(second)), currency: currency, cost: 100, listPrice: 200,
                massGrams: 300)
        }
    }

    static func policy(
        _ shares: KeyValuePairs<Grade, Int64>, id: String = "default", version: Int64 = 1
    ) -> PolicyPublished? {
        Currency("GBP").map { currency in
            PolicyPublished(
                merchant: "m", policyId: id, version: version, publishedAt: .epoch, currency: currency,
                returnPolicyCategory: .finite, merchantReturnDays: 30, refundTiming: .onGrade,
                refundsOutboundShipping: true, transitLimitSeconds: 60,
                gradeReductions: shares.map { GradeReduction(grade: $0.key, basisPoints: BasisPoints($0.value)) })
        }
    }

    static func result(_ unit: String, _ answers: [InspectionAnswer]) -> InspectionRecorded {
        InspectionRecorded(
            merchant: "m", inspectionId: derivedID("i", "m", unit), unitId: unit, inspector: "ann",
            recordedAt: .epoch.advanced(by: .hours(1)), answers: answers)
    }

    static func result(_ unit: String, _ answers: KeyValuePairs<String, String>) -> InspectionRecorded {
        result(unit, answers.map { InspectionAnswer(question: $0.key, value: $0.value) })
    }

    /// A sealed toy.
    static let sealed: KeyValuePairs = [
        "dangerous": "no", "as_described": "yes", "sealed": "yes", "packaging.sealed": "good",
    ]

    /// A toy that was played with: B, at the customer's fault.
    static let played: KeyValuePairs = [
        "dangerous": "no", "as_described": "yes", "sealed": "no", "complete": "yes", "works": "yes",
        "hygiene": "intact", "worn": "lightly", "damage": "none",
    ]
}
