import Contracts
import GradingDomain
import Kernel

/// The id of a unit's inspection: one for every unit, derived so that benches and replays name it alike.
func inspectionID(of unit: MerchantKey) -> String { derivedID("i", unit.merchant, unit.id) }

extension InspectionRequired {
    init(
        _ unit: MerchantKey, _ arrival: Arrival, _ category: ProductCategory, _ tree: QuestionTree, requestedAt: Instant
    ) {
        self.init(
            merchant: unit.merchant, inspectionId: inspectionID(of: unit), unitId: unit.id, siteId: arrival.siteId,
            sku: arrival.sku, category: category, treeId: tree.id, treeVersion: tree.version,
            firstQuestion: tree.document.first, questions: tree.document.questions.map(InspectionQuestion.init),
            requestedAt: requestedAt)
    }
}

extension InspectionQuestion {
    init(_ question: Question) {
        self.init(
            id: question.id, text: question.text,
            answers: question.answers.map { InspectionChoice(value: $0.value, text: $0.text, next: $0.next) })
    }
}

extension UnitGraded {
    /// Graded when the bench looked, not when the last fact arrived: the same whatever the order of arrival.
    init(
        _ unit: MerchantKey, _ arrival: Arrival, _ choice: TreeChoice, _ result: BenchResult, _ verdict: Verdict,
        _ reduction: BasisPoints
    ) {
        self.init(
            merchant: unit.merchant, unitId: unit.id, inspectionId: inspectionID(of: unit), sku: arrival.sku,
            category: choice.category, treeId: choice.tree.id, treeVersion: choice.tree.version,
            grade: verdict.grade, function: verdict.function, cosmetic: verdict.cosmetic, fault: verdict.fault,
            noFaultFound: verdict.noFaultFound, sealed: verdict.sealed, dangerous: verdict.dangerous,
            refundReductionBasisPoints: reduction, returnId: arrival.returnId,
            answers: result.answers.map { InspectionAnswer(question: $0.question, value: $0.value) },
            gradedAt: result.recordedAt)
    }
}
