import Kernel

/// A bench is to look at a unit: the questions it is to answer.
public struct InspectionRequired: ContractEvent {
    public static let type = "backhaul.inspection.required.v1"
    public static let topic = Topic.inspectionTasks
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// Our own id of this task.
    public var inspectionId: String
    /// The unit to look at.
    public var unitId: String
    /// Where it is.
    public var siteId: String
    /// The article, when it is known.
    public var sku: String?
    /// The kind of product.
    public var category: ProductCategory
    /// The question tree.
    public var treeId: String
    /// Its version.
    public var treeVersion: Int64
    /// The id of the question to begin with.
    public var firstQuestion: String
    /// All questions of the tree.
    public var questions: [InspectionQuestion]
    /// When the task was made.
    public var requestedAt: Instant

    public init(
        merchant: String, inspectionId: String, unitId: String, siteId: String, sku: String?, category: ProductCategory,
        treeId: String, treeVersion: Int64, firstQuestion: String, questions: [InspectionQuestion], requestedAt: Instant
    ) {
        self.merchant = merchant
        self.inspectionId = inspectionId
        self.unitId = unitId
        self.siteId = siteId
        self.sku = sku
        self.category = category
        self.treeId = treeId
        self.treeVersion = treeVersion
        self.firstQuestion = firstQuestion
        self.questions = questions
        self.requestedAt = requestedAt
    }
}

/// A question and the answers it can have.
public struct InspectionQuestion: Codable, Sendable, Hashable {
    /// Unique within the tree.
    public var id: String
    /// What to ask, for a person.
    public var text: String
    /// The answers.
    public var answers: [InspectionChoice]

    public init(id: String, text: String, answers: [InspectionChoice]) {
        self.id = id
        self.text = text
        self.answers = answers
    }
}

/// One possible answer.
public struct InspectionChoice: Codable, Sendable, Hashable {
    /// The code to send back.
    public var value: String
    /// What it means, for a person.
    public var text: String
    /// The question that follows; the tree ends here when absent.
    public var next: String?

    public init(value: String, text: String, next: String?) {
        self.value = value
        self.text = text
        self.next = next
    }
}

/// A bench looked at a unit.
public struct InspectionRecorded: ContractEvent {
    public static let type = "backhaul.inspection.recorded.v1"
    public static let topic = Topic.inspectionResults
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The task that is answered.
    public var inspectionId: String
    /// The unit that was looked at.
    public var unitId: String
    /// Who looked, an id.
    public var inspector: String
    /// When.
    public var recordedAt: Instant
    /// The answers in the order of the tree.
    public var answers: [InspectionAnswer]
    /// Links to pictures.
    public var photos: [String]?

    public init(
        merchant: String, inspectionId: String, unitId: String, inspector: String, recordedAt: Instant,
        answers: [InspectionAnswer], photos: [String]? = nil
    ) {
        self.merchant = merchant
        self.inspectionId = inspectionId
        self.unitId = unitId
        self.inspector = inspector
        self.recordedAt = recordedAt
        self.answers = answers
        self.photos = photos
    }
}

/// One answer of a bench.
public struct InspectionAnswer: Codable, Sendable, Hashable {
    /// The question.
    public var question: String
    /// The code of the answer.
    public var value: String

    public init(question: String, value: String) {
        self.question = question
        self.value = value
    }
}

/// A unit has a grade.
public struct UnitGraded: ContractEvent {
    public static let type = "backhaul.unit.graded.v1"
    public static let topic = Topic.grades
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The unit.
    public var unitId: String
    /// The inspection that led to it.
    public var inspectionId: String
    /// The article, when it is known.
    public var sku: String?
    /// The kind of product.
    public var category: ProductCategory
    /// The question tree.
    public var treeId: String
    /// Its version.
    public var treeVersion: Int64
    /// The condition as a whole.
    public var grade: Grade
    /// How far it works, for electronics.
    public var function: FunctionGrade?
    /// How it looks, for electronics.
    public var cosmetic: CosmeticGrade?
    /// Who caused the state it is in.
    public var fault: PartyAtFault
    /// The customer called it defective and nothing was found.
    public var noFaultFound: Bool
    /// It was never opened.
    public var sealed: Bool
    /// It is dangerous as it is: a swollen battery, broken glass in food, a leak.
    public var dangerous: Bool
    /// The share of the price that the policy keeps back for it, in hundredths of a percent.
    public var refundReductionBasisPoints: BasisPoints
    /// The return it belongs to, when it is known.
    public var returnId: String?
    /// The answers that led to it.
    public var answers: [InspectionAnswer]
    /// When it was graded.
    public var gradedAt: Instant

    public init(
        merchant: String, unitId: String, inspectionId: String, sku: String?, category: ProductCategory, treeId: String,
        treeVersion: Int64, grade: Grade, function: FunctionGrade?, cosmetic: CosmeticGrade?, fault: PartyAtFault,
        noFaultFound: Bool, sealed: Bool, dangerous: Bool, refundReductionBasisPoints: BasisPoints, returnId: String?,
        answers: [InspectionAnswer], gradedAt: Instant
    ) {
        self.merchant = merchant
        self.unitId = unitId
        self.inspectionId = inspectionId
        self.sku = sku
        self.category = category
        self.treeId = treeId
        self.treeVersion = treeVersion
        self.grade = grade
        self.function = function
        self.cosmetic = cosmetic
        self.fault = fault
        self.noFaultFound = noFaultFound
        self.sealed = sealed
        self.dangerous = dangerous
        self.refundReductionBasisPoints = refundReductionBasisPoints
        self.returnId = returnId
        self.answers = answers
        self.gradedAt = gradedAt
    }

    public func violation() -> String? {
        Limits.violation("refundReductionBasisPoints", refundReductionBasisPoints.value, Limits.share)
            ?? Limits.idViolation("returnId", returnId)
    }
}
