import Contracts
import Kernel
import Testing
import Worker

@testable import GradingService

@Suite struct GradingHandlerTests {
    private let unit = "u1"

    private func received(_ reason: ReturnReason? = .unwanted) -> GradingInput {
        .received(UnitReceived(GradingInputs.arrival(unit, reason: reason)))
    }

    private func toy() throws -> GradingInput { .product(try #require(GradingInputs.product(.toys))) }
    private func policy() throws -> GradingInput { .policy(try #require(GradingInputs.policy([.b: 1_500]))) }

    private func refusal(of event: GradingInput, _ desk: inout GradingDesk) -> ContractViolation? {
        do {
            try desk.deliver(event)
            return nil
        } catch { return error }
    }

    @Test func everyOrderOfArrivalAndEveryRepeatGivesTheSameGrade() throws {
        let events = [received(), try toy(), try policy(), .result(GradingInputs.result(unit, GradingInputs.played))]
        var generator = SeededGenerator(seed: 4)
        var outcomes: Set<UnitGraded> = []
        for _ in 0..<300 {
            var desk = try GradingDesk()
            for event in (events + events + events).shuffled(using: &generator) { try desk.deliver(event) }
            #expect(desk.grades.count == 1 && desk.tasks.count <= 1 && desk.timers.isEmpty)
            outcomes.formUnion(desk.grades)
        }
        #expect(outcomes.count == 1)
        let graded = try #require(outcomes.first)
        #expect(graded.grade == .b && graded.fault == .customer && graded.category == .toys)
        #expect(graded.refundReductionBasisPoints == BasisPoints(1_500))
        #expect(graded.gradedAt == .epoch.advanced(by: .hours(1)) && graded.returnId == "r-u1")
    }

    @Test func aUnitIsAskedOnceItsArticleIsDescribed() throws {
        var desk = try GradingDesk()
        try desk.deliver(received())
        #expect(desk.tasks.isEmpty && desk.timers.count == 1)

        try desk.deliver(try toy())
        let task = try #require(desk.tasks.first)
        #expect(task.unitId == unit && task.treeId == "toys" && task.siteId == "s" && desk.timers.isEmpty)
        #expect(task.inspectionId == derivedID("i", "m", unit))
        #expect(task.questions.contains { $0.id == task.firstQuestion })
    }

    @Test func anArticleThatIsNotDescribedInTimeGetsTheGeneralQuestions() throws {
        var desk = try GradingDesk()
        try desk.deliver(received())
        let timer = try #require(desk.timers.values.first)
        try desk.wait(.seconds(29))
        #expect(desk.tasks.isEmpty)
        try desk.wait(.seconds(1))
        #expect(desk.tasks.map(\.treeId) == ["general"] && desk.tasks.map(\.category) == [.other])

        // Neither the description nor the timer again asks a second time.
        try desk.deliver(try toy())
        try desk.fire(timer)
        #expect(desk.tasks.count == 1)
    }

    @Test func aUnitWithoutAnArticleGetsTheGeneralQuestionsAtOnce() throws {
        var desk = try GradingDesk()
        try desk.deliver(.mismatched(UnitMismatched(GradingInputs.arrival(unit, sku: nil, reason: nil))))
        #expect(desk.tasks.map(\.treeId) == ["general"] && desk.timers.isEmpty)
    }

    @Test func aPolicyThatDoesNotComeInTimeKeepsNothingBack() throws {
        var desk = try GradingDesk()
        for event in [received(), try toy(), .result(GradingInputs.result(unit, GradingInputs.played))] {
            try desk.deliver(event)
        }
        #expect(desk.grades.isEmpty)
        try desk.wait(.seconds(30))
        #expect(desk.grades.map(\.refundReductionBasisPoints) == [.zero])
        try desk.deliver(try policy())
        #expect(desk.grades.count == 1)
    }

    @Test func theUnitsOwnPolicyHoldsInItsNewestVersion() throws {
        var desk = try GradingDesk()
        try desk.deliver(try toy())
        for (share, version) in [(100, 1), (300, 3), (200, 2)] as [(Int64, Int64)] {
            let policy = try #require(GradingInputs.policy([.b: share], id: "gold", version: version))
            try desk.deliver(.policy(policy))
        }
        try desk.deliver(try policy())
        try desk.deliver(.received(UnitReceived(GradingInputs.arrival(unit, policy: "gold"))))
        try desk.deliver(.result(GradingInputs.result(unit, GradingInputs.played)))
        #expect(desk.grades.map(\.refundReductionBasisPoints) == [BasisPoints(300)])
    }

    @Test func aDefectThatNobodyFindsIsToldSo() throws {
        var desk = try GradingDesk()
        for event in [received(.defective), try toy(), .result(GradingInputs.result(unit, GradingInputs.sealed))] {
            try desk.deliver(event)
        }
        let graded = try #require(desk.grades.first)
        #expect(graded.noFaultFound && graded.sealed && graded.grade == .a && graded.fault == .unknown)
    }

    @Test func otherContentUnderTheSameIdIsAConflict() throws {
        var desk = try GradingDesk()
        let result = GradingInputs.result(unit, GradingInputs.played)
        for event in [received(), try toy(), try policy(), .result(result)] { try desk.deliver(event) }

        let others: [GradingInput] = [
            received(.style), .result(GradingInputs.result(unit, GradingInputs.sealed)),
            .product(try #require(GradingInputs.product(.books))),
            .policy(try #require(GradingInputs.policy([.b: 1]))),
            .mismatched(UnitMismatched(GradingInputs.arrival(unit, reason: .style))),
        ]
        for event in others { #expect(refusal(of: event, &desk)?.reason == .conflict) }
        #expect(desk.grades.count == 1 && desk.tasks.count == 1)
    }

    @Test func anOlderDescriptionNeverReplacesANewer() throws {
        var desk = try GradingDesk()
        for (category, second) in [(.toys, 5), (.books, 4), (.shoes, 6)] as [(ProductCategory, Int64)] {
            try desk.deliver(.product(try #require(GradingInputs.product(category, second: second))))
        }
        try desk.deliver(received())
        #expect(desk.tasks.map(\.category) == [.shoes])
    }

    @Test func answersThatDoNotFitAreRefusedByNameAndCanBeSentAgain() throws {
        var desk = try GradingDesk()
        for event in [received(), try toy(), try policy()] { try desk.deliver(event) }
        let cases: [(KeyValuePairs<String, String>, String)] = [
            ([:], "answers: expected an answer to question dangerous"),
            (["sealed": "yes"], "answers.[0].question: expected dangerous"),
            (["dangerous": "perhaps"], "answers: question dangerous: expected one of no, yes"),
            (["dangerous": "no", "as_described": "yes"], "answers: expected an answer to question sealed"),
            (["dangerous": "yes", "cause": "carrier", "sealed": "no"], "answers: expected 2, where the path ends"),
        ]
        for (answers, detail) in cases {
            let refused = refusal(of: .result(GradingInputs.result(unit, answers)), &desk)
            #expect(refused == ContractViolation(.rule, detail))
        }
        #expect(desk.grades.isEmpty)
        try desk.deliver(.result(GradingInputs.result(unit, GradingInputs.played)))
        #expect(desk.grades.count == 1)
    }

    @Test func aResultForAnotherInspectionIsRefused() throws {
        var desk = try GradingDesk()
        var result = GradingInputs.result(unit, GradingInputs.sealed)
        result.inspectionId = "i-other"
        #expect(refusal(of: .result(result), &desk)?.reason == .rule)
    }

    @Test func aTimerThatIsNotOursIsRefused() throws {
        var desk = try GradingDesk()
        let timer = TimerEntry(key: "x", kind: ProductWaitHandler.kind, dueAt: .epoch, payload: [])
        #expect(throws: ContractViolation.self) { try desk.fire(timer) }
    }

    @Test func theServiceReadsAndWritesItsTopicsAndNoOthers() {
        let definition = GradingService.definition
        #expect(Set(definition.inputs) == [.custody, .products, .policies, .inspectionResults])
        #expect(Set(definition.outputs) == [.inspectionTasks, .grades])
        #expect(definition.outputs.allSatisfy { $0.writer == definition.name })
        #expect(definition.migrations.map(\.name).sorted() == definition.migrations.map(\.name))
    }
}
