import DispositionDomain
import Kernel
import Testing

@Suite struct UnitStoryTests {
    @Test func nothingIsDecidedBeforeBothHalvesAreThere() throws {
        var story = Story()
        _ = try story.unit.grade(Samples.grade(), print: 2)
        story.settle()
        #expect(story.outcomes.isEmpty)
        #expect(story.unit.phase == .expected)

        _ = try story.unit.arrive(Samples.arrival(), print: 1)
        story.settle()
        #expect(story.decisions.map(\.number) == [1])
        #expect(story.decisions.first?.at == Samples.gradedAt)
    }

    @Test func oneOrderIsLiveAtATimeUntilTheUnitIsClosed() throws {
        var story = try Story.graded()
        #expect(story.live == .restockOpenBox)
        #expect(story.orders.map(\.leg.step) == [.clean])
        try story.complete(cost: 60)
        try story.complete(cost: 70)
        try story.complete(cost: 20)
        #expect(story.closings.isEmpty)
        try story.complete(cost: 35, proceeds: 7_500)

        #expect(story.orders.map(\.leg.step) == [.clean, .repack, .relabel, .restock])
        let closing = try #require(story.closings.first)
        #expect(closing.onShelf)
        #expect(closing.costs == 185)
        #expect(closing.proceeds == 7_500)
        #expect(closing.at == story.now)
        #expect(story.unit.phase == .shelved)
    }

    @Test func theArticleIsWaitedForAndThenDoneWithout() throws {
        var story = try Story.graded(product: nil)
        #expect(story.unit.phase == .waiting)
        #expect(story.outcomes.isEmpty)

        story.unit.stopWaitingForProduct()
        story.settle()
        #expect(story.live == .donate)
        #expect(story.decisions.first?.currency == Samples.pounds)
    }

    @Test func anArticleThatComesInTimeIsUsed() throws {
        var story = try Story.graded(product: nil)
        story.around.product = Samples.product()
        story.settle()

        #expect(story.live == .restockOpenBox)
    }

    @Test func aFailedStepDecidesAgainFromWhatIsNowKnown() throws {
        var story = try Story.graded()
        try story.fail(cost: 25, grade: .c)

        #expect(story.decisions.map(\.cause) == [.graded, .stepFailed])
        #expect(story.decisions.last?.grade == .c)
        #expect(story.live == .refurbish)
        #expect(story.unit.progress.costs == 25)
        let option = story.decisions.last?.choice.options.first { $0.disposition == .restockOpenBox }
        #expect(option?.exclusions == [.failedBefore])
    }

    @Test func whenEverythingFailedTheUnitIsKeptApart() throws {
        var story = try Story.graded()
        for _ in 0..<20 where story.live != .hold {
            while story.unit.progress.openOrder?.leg.step == .quarantine { try story.complete() }
            try story.fail()
        }
        try story.complete()

        #expect(story.live == .hold)
        #expect(story.unit.progress.live?.status == .kept)
        #expect(story.unit.phase == .open)
        #expect(story.closings.isEmpty)
    }

    @Test func aRepeatHasNoEffectAndOtherContentIsRefused() throws {
        var story = try Story.graded()
        let order = try story.open
        try story.complete()
        let before = story.unit
        let same = WorkResult(
            workOrderId: order, kind: .completed, at: story.now, currency: Samples.pounds, cost: 10, proceeds: 0,
            print: story.now.microseconds)
        let again = try story.unit.take(same, story.around)
        #expect(again.isEmpty)
        #expect(story.unit == before)

        #expect(throws: DispositionRefusal.conflict(what: "result")) { try story.complete(order, cost: 11) }
        #expect(throws: DispositionRefusal.conflict(what: "arrival")) {
            try story.unit.arrive(Samples.arrival(), print: 9)
        }
        #expect(throws: DispositionRefusal.conflict(what: "grade")) { try story.unit.grade(Samples.grade(), print: 9) }
        #expect(story.unit == before)
    }

    @Test func aStepThatIsStillToComeCannotHaveAResult() throws {
        var story = try Story.graded()
        let next = story.unit.workOrderId(decision: 1, step: 2)

        #expect(throws: DispositionRefusal.notOrdered) { try story.complete(next) }
        var unknown = Story()
        #expect(throws: DispositionRefusal.notOrdered) { try unknown.complete("w-1") }
    }

    @Test func moneyOfAnotherCurrencyIsRefused() throws {
        var story = try Story.graded()
        let result = WorkResult(
            workOrderId: try story.open, kind: .completed, at: story.now, currency: Samples.euros, cost: 1,
            proceeds: 0, print: 1)

        #expect(throws: DispositionRefusal.currency) { try story.unit.take(result, story.around) }
    }

    @Test func moneyOfAnOrderThatIsNotOursIsKept() throws {
        var story = try Story.graded()
        try story.complete("w-foreign", cost: 99, proceeds: 5)
        #expect(story.unit.progress.openOrder?.step == 1)
        try story.finish()
        #expect(story.closings.last?.costs == 139)
        try story.complete("w-late", cost: 1)

        #expect(story.closings.map(\.costs) == [139, 140])
        #expect(story.closings.last?.proceeds == 5)
    }
}
