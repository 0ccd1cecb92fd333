import Kernel

/// A question tree as it is stored: data that people write, not yet checked.
public struct TreeDocument: Codable, Sendable, Hashable {
    /// The id of the question to begin with.
    public var first: String
    /// All questions, in the order a person would read them.
    public var questions: [Question]

    public init(first: String, questions: [Question]) {
        self.first = first
        self.questions = questions
    }
}

/// One question of a tree.
public struct Question: Codable, Sendable, Hashable {
    /// Unique within the tree. What stands before the first dot is the meaning, the same in every tree:
    /// `cause` and `cause.missing` ask the same of different findings.
    public var id: String
    /// What to ask, for a person at a bench.
    public var text: String
    /// The answers that it can have.
    public var answers: [Choice]

    public init(id: String, text: String, answers: [Choice]) {
        self.id = id
        self.text = text
        self.answers = answers
    }
}

/// One answer that a question can have, and what follows from it.
public struct Choice: Sendable, Hashable {
    /// The code that a bench sends, unique within the question.
    public var value: String
    /// What it means, for a person.
    public var text: String
    /// The question that follows; the path ends here when absent.
    public var next: String?
    /// The unit is no better than this.
    public var grade: Grade?
    /// Who caused it. Beside a grade it belongs to that grade, alone to the last grade before it on the path.
    public var fault: PartyAtFault?
    /// It works no better than this.
    public var function: FunctionGrade?
    /// It looks no better than this.
    public var cosmetic: CosmeticGrade?
    /// True when the answer says that the unit was never opened.
    public var sealed: Bool?
    /// True when the unit is dangerous as it is.
    public var dangerous: Bool?
    /// True when the answer confirms that something is wrong with the goods; use alone is nothing wrong.
    public var defect: Bool?

    public init(value: String, text: String, next: String? = nil, grade: Grade? = nil) {
        self.value = value
        self.text = text
        self.next = next
        self.grade = grade
    }
}

extension Choice: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case value, text, next, grade, fault, function, cosmetic, sealed, dangerous, defect
    }

    /// Any field name, so that a misspelt one is seen.
    private struct FieldName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// - Throws: `DecodingError` also for a field that a choice does not have: a misspelt consequence must not be lost.
    public init(from decoder: any Decoder) throws {
        for field in try decoder.container(keyedBy: FieldName.self).allKeys
        where CodingKeys(rawValue: field.stringValue) == nil {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath + [field], debugDescription: "expected no such field"))
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        value = try fields.decode(String.self, forKey: .value)
        text = try fields.decode(String.self, forKey: .text)
        next = try fields.decodeIfPresent(String.self, forKey: .next)
        grade = try fields.decodeIfPresent(Grade.self, forKey: .grade)
        fault = try fields.decodeIfPresent(PartyAtFault.self, forKey: .fault)
        function = try fields.decodeIfPresent(FunctionGrade.self, forKey: .function)
        cosmetic = try fields.decodeIfPresent(CosmeticGrade.self, forKey: .cosmetic)
        sealed = try fields.decodeIfPresent(Bool.self, forKey: .sealed)
        dangerous = try fields.decodeIfPresent(Bool.self, forKey: .dangerous)
        defect = try fields.decodeIfPresent(Bool.self, forKey: .defect)
    }
}
