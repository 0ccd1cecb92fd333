import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct BenchTests {
    @Test func gradingShipsSevenTrees() {
        #expect(ShippedTrees.tasks.count == 7)
    }

    @Test(arguments: ShippedTrees.tasks)
    func theWorldKnowsEveryQuestionOfATree(task: InspectionRequired) {
        for question in task.questions {
            let known = question.answers.contains { $0.value == HiddenCondition().answer(to: question.id) }
            // Where a flawless unit has no answer of its own, the cause of a flaw is asked for.
            #expect(known, "\(question.id)")
        }
    }

    @Test(arguments: ShippedTrees.tasks)
    func everyReportIsOnePathToALeaf(task: InspectionRequired) throws {
        let bench = Bench(seed: 5)
        let oracle = ConditionOracle(seed: 5)
        for number in 0..<300 {
            let reason = ReturnReason.allCases[number % ReturnReason.allCases.count]
            let origin = UnitOrigin(.sample(number, reason: reason, damaged: number.isMultiple(of: 7)))
            var asked = task
            asked.inspectionId = "i-\(number)"
            let report = bench.report(asked, of: origin, oracle.condition(of: origin, task.category))
            let other = bench.contradiction(asked, of: origin, report)

            #expect(isPath(report.answers, task))
            #expect(other.map { isPath($0.answers, task) && $0.answers != report.answers } ?? false)
        }
    }

    @Test func twoThirdsOfReturnedElectronicsHaveNoFault() {
        let oracle = ConditionOracle(seed: 3)
        var chance = Chance(seed: 3)
        let count = 4_000
        let faultless = (0..<count).count { number in
            let reason = chance.pick(Calibration.reasons(.electronics))
            let condition = oracle.condition(of: UnitOrigin(.sample(number, reason: reason)), .electronics)
            return reason == .defective && condition.works == .none
        }

        #expect((count * 64 / 100...count * 72 / 100).contains(faultless))
    }

    @Test func theConditionIsTheSameWheneverItIsAsked() {
        let oracle = ConditionOracle(seed: 3)
        for number in 0..<50 {
            let origin = UnitOrigin(.sample(number, reason: .defective))

            #expect(oracle.condition(of: origin, .home) == oracle.condition(of: origin, .home))
        }
    }

    @Test func nobodyHasUsedWhatIsSealed() {
        let oracle = ConditionOracle(seed: 9)
        for number in 0..<2_000 {
            let condition = oracle.condition(of: UnitOrigin(.sample(number)), .electronics)
            guard condition.isSealed else { continue }
            #expect(condition.worn == .none && !condition.isLocked && condition.isComplete)
        }
    }

    @Test func unknownQuestionsAreAnsweredByChance() {
        let task = InspectionRequired(
            merchant: "m", inspectionId: "i-1", unitId: "u-1", siteId: "s", sku: nil, category: .other, treeId: "t",
            treeVersion: 1, firstQuestion: "mood",
            questions: [
                InspectionQuestion(
                    id: "mood", text: "?",
                    answers: [
                        InspectionChoice(value: "good", text: "", next: nil),
                        InspectionChoice(value: "bad", text: "", next: nil),
                    ])
            ], requestedAt: WorldPlanTests.start)
        let values = (0..<40).map { number in
            var asked = task
            asked.inspectionId = "i-\(number)"
            return Bench(seed: 1).report(asked, of: UnitOrigin(.sample(1)), HiddenCondition()).answers.map(\.value)
        }

        #expect(Set(values) == [["good"], ["bad"]])
    }

    private func isPath(_ answers: [InspectionAnswer], _ task: InspectionRequired) -> Bool {
        var next: String? = task.firstQuestion
        for answer in answers {
            guard answer.question == next, let question = task.questions.first(where: { $0.id == answer.question }),
                let choice = question.answers.first(where: { $0.value == answer.value })
            else { return false }
            next = choice.next
        }
        return next == nil
    }
}
