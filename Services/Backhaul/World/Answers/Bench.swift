import Contracts
import Kernel

/// Answers inspection tasks by walking their question tree.
struct Bench: Sendable {
    let seed: UInt64

    /// What the bench reports of the item; the same task and condition give the same report.
    func report(_ task: InspectionRequired, of origin: UnitOrigin, _ condition: HiddenCondition) -> InspectionRecorded {
        var chance = chance(of: task, "bench")
        return recorded(task, origin, path(through: task, &chance) { condition.answer(to: $0) }, &chance)
    }

    /// A second opinion that contradicts the first: another path through the tree; nil when none was found.
    func contradiction(_ task: InspectionRequired, of origin: UnitOrigin, _ first: InspectionRecorded)
        -> InspectionRecorded?
    {
        var chance = chance(of: task, "contradiction")
        for _ in 0..<8 {
            let answers = path(through: task, &chance) { _ in nil }
            if answers != first.answers { return recorded(task, origin, answers, &chance) }
        }
        return nil
    }

    private func recorded(
        _ task: InspectionRequired, _ origin: UnitOrigin, _ answers: [InspectionAnswer], _ chance: inout Chance
    ) -> InspectionRecorded {
        InspectionRecorded(
            merchant: task.merchant, inspectionId: task.inspectionId, unitId: task.unitId,
            inspector: "\(task.siteId)-bench-\(chance.whole(1...6))",
            // Most of a return's time is waiting for a bench (48 hours of 112 in a template value stream).
            recordedAt: origin.receivedAt.advanced(by: chance.time(.hours(4) ... .days(4))), answers: answers)
    }

    /// The answers from the first question to a leaf; what `answer` does not know is left to chance.
    private func path(
        through task: InspectionRequired, _ chance: inout Chance, answer: (String) -> String?
    ) -> [InspectionAnswer] {
        let questions = Dictionary(task.questions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var answers: [InspectionAnswer] = []
        var id: String? = task.firstQuestion
        while let question = id.flatMap({ questions[$0] }), !question.answers.isEmpty,
            answers.count < task.questions.count
        {
            let known = answer(question.id).flatMap { value in question.answers.first { $0.value == value } }
            // A value that this tree does not have stands for nothing special: the first answer is the flawless one.
            let isForeign = known == nil && answer(question.id) != nil
            let choice = known ?? (isForeign ? question.answers[0] : chance.pick(question.answers))
            answers.append(InspectionAnswer(question: question.id, value: choice.value))
            id = choice.next
        }
        return answers
    }

    private func chance(of task: InspectionRequired, _ what: String) -> Chance {
        Chance(seed: seed, what, task.merchant, task.inspectionId)
    }
}
