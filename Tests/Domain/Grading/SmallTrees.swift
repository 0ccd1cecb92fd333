import GradingDomain
import Kernel

/// A choice, for short.
func choice(_ value: String, _ next: String? = nil, _ grade: Grade? = nil, _ fault: PartyAtFault? = nil) -> Choice {
    var choice = Choice(value: value, text: value, next: next, grade: grade)
    choice.fault = fault
    return choice
}

func question(_ id: String, _ answers: Choice...) -> Question { Question(id: id, text: id, answers: answers) }

func givenAnswers(_ pairs: KeyValuePairs<String, String>) -> [GivenAnswer] {
    pairs.map { GivenAnswer(question: $0.key, value: $0.value) }
}

/// sealed -> worn -> damage -> cause: small, with all that a tree can have.
func smallTree(id: String = "small", version: Int64 = 1) throws(TreeFlaw) -> QuestionTree {
    var sealed = choice("yes", nil, .a)
    sealed.sealed = true
    var light = choice("light", "cause", .c)
    light.defect = true
    light.cosmetic = .c3
    let document = TreeDocument(
        first: "sealed",
        questions: [
            question("sealed", sealed, choice("no", "worn", .a)),
            question("worn", choice("no", "damage"), choice("lightly", "damage", .b, .customer)),
            question("damage", choice("none"), light),
            question(
                "cause", choice("carrier", nil, nil, .carrier), choice("customer", nil, nil, .customer),
                choice("unknown", nil, nil, .unknown)),
        ])
    return try QuestionTree(id: id, version: version, document: document)
}
