import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema(RecallBench.migrations)) struct RecallHoldTests {
    private let bench: RecallBench

    init() throws { bench = RecallBench(try TestSchema.current()) }

    @Test func aNoticeIsAScopeAtOnceAndHoldsWhatIsKnown() throws {
        try bench.deliver(
            RecallEvents.unit("u1"), RecallEvents.unit("u2", lot: "L2"), RecallEvents.unit("u3", lot: nil))

        try bench.deliver(RecallEvents.published(1, lots: ["L1"]))
        let scoped = try bench.events(RecallScoped.self)
        try bench.settle()

        #expect(scoped.map(\.version) == [1])
        #expect(scoped.map(\.active) == [true])
        #expect(try bench.heldUnits() == ["u1", "u3"])
        let held = try #require(try bench.events(UnitHeld.self).first)
        #expect(held.holdId == derivedID("h", "acme", "R1", held.unitId))
        #expect(held.remedy == .refund)
        #expect(try bench.progress()?.unitsHeld == 2)
    }

    @Test func aUnitThatComesLaterIsHeldInItsOwnBatch() throws {
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.unit("u2", sku: "toaster"))

        #expect(try bench.heldUnits() == ["u1"])
        #expect(bench.published.last?.correlationID == "RMA-u1")
    }

    @Test func aUnitIsFoundByGtinToo() throws {
        let gtin = GTIN(withoutCheckDigit: 400_123_456_789)
        var notice = RecallEvents.notice(1, skus: [])
        notice.scope.gtins = [gtin]
        try bench.deliver(RecallEvents.unit("u1", sku: nil, gtin: gtin), RecallEvents.unit("u2"))

        try bench.deliver(RecallPublished(notice))
        try bench.settle()
        try bench.deliver(RecallEvents.unit("u3", sku: "other", gtin: gtin))

        #expect(try bench.heldUnits() == ["u1", "u3"])
    }

    @Test func anAmendmentReleasesWhatFellOutAndHoldsWhatCameIn() throws {
        try bench.deliver(RecallEvents.unit("u1", lot: "L1"), RecallEvents.unit("u2", lot: "L2"))
        try bench.deliver(RecallEvents.published(1, lots: ["L1"]))
        try bench.settle()

        try bench.deliver(RecallEvents.amended(2, lots: ["L2"]))
        try bench.settle()

        #expect(try bench.heldUnits() == ["u2"])
        #expect(try bench.events(RecallScoped.self).map(\.version) == [1, 2])
        #expect(try bench.progress()?.unitsReceived == 1)
    }

    @Test func anAmendmentToOtherArticlesReleasesAllOfTheFirst() throws {
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.unit("u2", sku: "toaster"))
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        try bench.deliver(RecallAmended(RecallEvents.notice(2, skus: ["toaster"])), RecallEvents.unit("u3"))
        try bench.settle()

        #expect(try bench.heldUnits() == ["u2"])
    }

    @Test func theEndReleasesAllAndStopsTheMatching() throws {
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.published(1))
        try bench.settle()
        #expect(try bench.heldUnits() == ["u1"])

        try bench.deliver(RecallEvents.ended(2))
        try bench.settle()
        try bench.deliver(RecallEvents.unit("u2"))

        #expect(try bench.heldUnits() == [])
        let progress = try #require(try bench.progress())
        #expect(!progress.active)
        #expect((progress.unitsReceived, progress.unitsHeld) == (1, 0))
        #expect(try bench.events(RecallScoped.self).last?.active == false)
    }

    @Test(arguments: Disposition.allCases)
    func onlyAUnitThatIsGoneCountsAsRemoved(disposition: Disposition) throws {
        try bench.deliver(RecallEvents.published(1), RecallEvents.unit("u1"))

        try bench.deliver(RecallEvents.closed("u1", as: disposition))
        try bench.settle()

        let isGone = [.dispose, .disposeHazardous, .recycle, .returnToVendor, .harvestParts].contains(disposition)
        #expect(try bench.progress()?.unitsRemoved == (isGone ? 1 : 0))
        #expect(try bench.progress()?.unitsHeld == (isGone ? 0 : 1))
        #expect(try bench.heldUnits() == ["u1"])
    }

    @Test func aClosingThatComesBeforeTheArrivalIsKept() throws {
        try bench.deliver(RecallEvents.closed("u1", as: .recycle))
        try bench.deliver(RecallEvents.published(1))

        try bench.deliver(RecallEvents.unit("u1"))
        try bench.settle()

        #expect(try bench.heldUnits() == [])
        #expect(try bench.progress()?.unitsRemoved == 1)
    }

    @Test func anExerciseSaysSoOnEveryEvent() throws {
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.order("o1"))

        try bench.deliver(RecallPublished(RecallEvents.notice(1, mock: true)))
        try bench.settle()

        #expect(try bench.events(RecallScoped.self).map(\.mock) == [true])
        #expect(try bench.events(UnitHeld.self).map(\.mock) == [true])
        #expect(try bench.events(CustomerAffected.self).map(\.mock) == [true])
        #expect(try bench.progress()?.mock == true)
    }

    @Test func anExerciseThatBecomesRealSaysEveryHoldAgain() throws {
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.order("o1"))
        try bench.deliver(RecallPublished(RecallEvents.notice(1, mock: true)))
        try bench.settle()

        try bench.deliver(RecallAmended(RecallEvents.notice(2, remedy: .destroy)))
        try bench.settle()

        #expect(try bench.events(UnitHeld.self).map(\.mock) == [true, false])
        #expect(try bench.events(UnitHeld.self).last?.remedy == .destroy)
        #expect(try bench.events(CustomerAffected.self).map(\.mock) == [true, false])
        #expect(try bench.progress()?.customersAffected == 1)
    }
}
