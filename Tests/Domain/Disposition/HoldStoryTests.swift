import DispositionDomain
import Kernel
import Testing

@Suite struct HoldStoryTests {
    private func recall(
        _ remedy: RecallRemedy = .refund, mock: Bool = false, at: Instant = Samples.gradedAt
    ) -> PlacedHold {
        PlacedHold(.recall, recallId: "RC-1", remedy: remedy, mock: mock, at: at)
    }

    @Test func aHoldCancelsTheOpenOrderAndDecidesAgain() throws {
        var story = try Story.graded()
        let order = try story.open
        story.unit.hold("H", recall())
        story.settle()

        #expect(story.cancelled == [order])
        #expect(story.decisions.map(\.cause) == [.graded, .held])
        #expect(story.live == .recycle)
        #expect(story.orders.last?.instructions == "on hold (recall): keep apart")
    }

    @Test func anExerciseStopsNothing() throws {
        var story = try Story.graded()
        story.unit.hold("H", recall(mock: true))
        story.scope(Samples.scope(mock: true))

        #expect(story.decisions.count == 1)
        #expect(story.unit.progress.holds.count == 1)
    }

    @Test func aHoldBeforeEverythingElseIsKept() throws {
        var story = Story()
        story.unit.hold("H", recall())
        _ = try story.unit.arrive(Samples.arrival(), print: 1)
        _ = try story.unit.grade(Samples.grade(), print: 2)
        story.settle()

        #expect(story.decisions.map(\.cause) == [.graded])
        #expect(story.live == .recycle)
    }

    @Test func aReleaseDecidesAgainWhatTheHoldForced() throws {
        var story = try Story.graded()
        story.unit.hold("H", PlacedHold(.legal, at: Samples.gradedAt))
        story.settle()
        try story.finish()
        #expect(story.live == .hold)
        story.unit.release("H", at: Samples.gradedAt.advanced(by: .days(1)))
        story.settle()

        #expect(story.decisions.map(\.cause) == [.graded, .held, .released])
        #expect(story.live == .restockOpenBox)
        try story.finish()
        #expect(story.unit.phase == .shelved)
    }

    @Test func aReleaseAfterTheEndChangesNothing() throws {
        var story = try Story.graded()
        story.unit.hold("H", recall())
        story.settle()
        try story.finish()
        #expect(story.unit.phase == .gone)
        story.unit.release("H", at: Samples.gradedAt.advanced(by: .days(1)))
        story.settle()

        #expect(story.decisions.count == 2)
        #expect(story.closings.count == 1)
    }

    @Test(arguments: [true, false])
    func theLaterOfHoldAndReleaseHolds(_ releaseFirst: Bool) throws {
        var story = try Story.graded()
        let later = Samples.gradedAt.advanced(by: .hours(1))
        if releaseFirst {
            story.unit.release("H", at: later)
            story.unit.hold("H", recall())
        } else {
            story.unit.hold("H", recall())
            story.unit.release("H", at: later)
        }
        story.settle()
        #expect(story.live == .restockOpenBox)

        story.unit.hold("H", recall(at: later.advanced(by: .hours(1))))
        story.settle()
        #expect(story.live == .recycle)
    }

    @Test func newTermsOfAHoldReplaceTheOld() throws {
        var story = try Story.graded()
        story.unit.hold("H", recall(mock: true))
        story.unit.hold("H", recall(.repair))
        story.settle()
        #expect(story.live == .hold)

        story.unit.hold("H", recall(at: Samples.gradedAt.advanced(by: .hours(1))))
        story.settle()
        #expect(story.live == .recycle)
    }

    @Test func theScopesTermsHoldNotThoseOfAnEarlierHold() throws {
        var story = try Story.graded()
        story.unit.hold("H", recall(.repair))
        story.settle()
        #expect(story.live == .hold)
        story.scope(Samples.scope(remedy: .destroy))

        #expect(story.live == .recycle)
    }

    @Test func aHoldOfARecallThatIsOverStopsNothing() throws {
        var story = try Story.graded()
        story.scope(Samples.scope(version: 2, active: false))
        story.unit.hold("H", recall())
        story.settle()

        #expect(story.live == .restockOpenBox)
    }

    @Test func aScopeStopsBeforeTheHoldComesAndTheHoldAddsNothing() throws {
        var story = try Story.graded()
        story.scope(Samples.scope())
        #expect(story.live == .recycle)
        story.unit.hold("H", recall())
        story.settle()

        #expect(story.decisions.count == 2)
    }

    @Test func anUnknownLotCountsAsInside() throws {
        var story = try Story.graded(arrival: Samples.arrival { $0.lot = nil })
        story.scope(Samples.scope())

        #expect(story.live == .recycle)
    }

    @Test func aUnitOfAnotherLotGoesOn() throws {
        var story = try Story.graded(arrival: Samples.arrival { $0.lot = "L2" })
        story.scope(Samples.scope())

        #expect(story.decisions.count == 1)
    }

    @Test func aNumberFromTheCatalogueCountsToo() throws {
        var story = try Story.graded(arrival: Samples.arrival { $0.gtin = nil })
        story.scope(Samples.scope())

        #expect(story.live == .recycle)
    }

    @Test func theScopeIsCheckedWhenTheLastStepIsDone() throws {
        var story = try Story.graded(Samples.grade(.a, sealed: true))
        #expect(story.orders.map(\.leg.step) == [.restock])
        story.around.scopes = [Samples.scope()]
        try story.complete(proceeds: 9_000)

        #expect(story.closings.isEmpty)
        #expect(story.orders.map(\.leg.step) == [.restock, .pullFromShelf])
        #expect(story.decisions.last?.cause == .held)
    }

    @Test func aUnitOnTheShelfIsOrderedBackAndItsSecondEndCarriesTheTotals() throws {
        var story = try Story.graded(Samples.grade(.a, sealed: true))
        try story.complete(cost: 35, proceeds: 9_000)
        story.scope(Samples.scope())
        #expect(story.unit.phase == .open)
        #expect(story.orders.map(\.leg.step) == [.restock, .pullFromShelf])
        try story.complete(cost: 9_060)
        try story.complete(cost: 20, proceeds: 24)

        #expect(story.closings.map(\.onShelf) == [true, false])
        #expect(story.closings.last?.costs == 9_115)
        #expect(story.closings.last?.proceeds == 9_024)
        #expect(story.closings.last?.disposition == .recycle)
    }

    @Test func aRecallThatEndsWhileTheUnitIsStillOnTheShelfLeavesItThere() throws {
        var story = try Story.graded(Samples.grade(.a, sealed: true))
        try story.complete(proceeds: 9_000)
        story.scope(Samples.scope())
        let pull = try story.open
        story.scope(Samples.scope(version: 2, active: false))

        #expect(story.cancelled == [pull])
        #expect(story.decisions.last?.route == [])
        #expect(story.closings.map(\.onShelf) == [true, true])

        // The site took it down all the same: it is put back.
        try story.complete(pull)
        #expect(story.orders.last?.leg.step == .restock)
        try story.finish()
        #expect(story.closings.last?.onShelf == true)
    }

    @Test func aCancelledRestockThatWasDoneAllTheSameIsOrderedBack() throws {
        var story = try Story.graded(Samples.grade(.a, sealed: true))
        let restock = try story.open
        story.scope(Samples.scope())
        #expect(story.orders.map(\.leg.step) == [.restock, .handOverRecycler])
        try story.complete(restock, cost: 35, proceeds: 9_000)

        #expect(story.orders.last?.leg.step == .pullFromShelf)
        #expect(story.cancelled.count == 2)
        try story.finish()
        #expect(story.unit.phase == .gone)
        #expect(story.closings.last?.proceeds == 9_000)
    }

    @Test func aCancelledHandOverThatWasDoneAllTheSameIsTheEnd() throws {
        let product = Samples.product { $0.listPrice = 0 }
        var story = try Story.graded(Samples.grade(.s), product: product)
        for _ in 0..<10 where story.live != .donate { try story.fail() }
        let handOver = try story.open
        story.unit.hold("H", PlacedHold(.legal, at: story.now))
        story.settle()
        #expect(story.live == .hold)
        try story.complete(handOver)

        #expect(story.unit.phase == .gone)
        #expect(story.closings.last?.disposition == .donate)
        #expect(story.unit.progress.openOrder == nil)
    }
}
