import Contracts
import Kernel
import TestSupport
import Testing

/// What happens when something does not come, or comes late.
@Suite(.freshSchema(IntakeDesk.migrations)) struct IntakeTimeTests {
    @Test(arguments: IntakeDesk.Kind.allCases)
    func anOrderThatNeverComesDeclinesTheReturnInTheEnd(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(IntakeEvents.requested())

        try desk.wait(.days(6))
        #expect(desk.types.isEmpty)
        try desk.wait(.days(1))

        let decision = try #require(try desk.events(ReturnDeclined.self).first)
        #expect(decision.lines[0].checks.contains { $0.check == "order_known" && !$0.passed })
        try desk.deliver(try IntakeEvents.facts())
        #expect(desk.types == ["return.declined"], "a decision is final")
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func anArticleThatIsNeverDescribedHoldsNothingUpForLong(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.shipped(), IntakeEvents.delivered(), try IntakeEvents.policy())
        try desk.deliver(IntakeEvents.requested())

        #expect(desk.types.isEmpty)
        try desk.wait(.seconds(30))

        #expect(desk.types == ["return.authorized"])
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aReceiptWaitsForItsRequestButNotForEver(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts())
        try desk.deliver(IntakeEvents.received("P1", for: "R1"), IntakeEvents.received("P2", for: "R2"))
        #expect(desk.types.isEmpty)

        try desk.wait(.seconds(29))
        try desk.deliver(IntakeEvents.requested("R1"))
        #expect(desk.types == ["return.authorized", "unit.received", "refund.due"])
        try desk.wait(.seconds(1))

        #expect(try desk.events(UnitMismatched.self).map(\.arrival.returnId) == ["R2"])
        #expect(try desk.arrivals().map(\.finding) == [.matched, .unannounced])
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aReceiptWaitsAsLongAsItsRequestDoes(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(IntakeEvents.received())
        try desk.deliver(IntakeEvents.requested())
        try desk.wait(.days(2))
        #expect(desk.types.isEmpty)

        for event in try IntakeEvents.facts() { try desk.deliver(event) }

        #expect(desk.types == ["return.authorized", "unit.received", "refund.due"])
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func whatDoesNotArriveInItsTimeIsLostAndItsPromiseTakenBack(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts(.onRequest) + [IntakeEvents.requested(boots: 2)])
        try desk.wait(.days(13))
        try desk.deliver(IntakeEvents.scanned())
        try desk.deliver(IntakeEvents.received())
        try desk.wait(.days(13))
        #expect(try desk.events(UnitLost.self).isEmpty, "the scan began the limit anew")

        try desk.wait(.days(1))

        #expect(try desk.events(UnitLost.self).map(\.because) == [.overdue])
        #expect(try desk.events(RefundReversed.self).map(\.because) == [.neverArrived])
        #expect(try desk.promised() == 1_100)
        try desk.deliver(IntakeEvents.received("P2"))
        #expect(try desk.promised() == 2_200, "found again, due again")
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aParcelThatTheCarrierLostIsRefundedAndCanStillArrive(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts(.onGrade) + [IntakeEvents.requested(boots: 2)])
        try desk.deliver(IntakeEvents.scanned("P1"), IntakeEvents.scanned("P2"))
        try desk.deliver(IntakeEvents.scanned("P1", .lost, day: 8))
        #expect(try desk.events(UnitLost.self).isEmpty, "the other parcel may hold everything")

        try desk.deliver(IntakeEvents.received("P2"))
        #expect(try desk.events(UnitLost.self).map(\.because) == [.carrier])
        #expect(try desk.promised() == 1_100)
        try desk.deliver(IntakeEvents.received("P1"))
        for unit in try desk.arrivals() { try desk.deliver(IntakeEvents.graded(unit)) }

        #expect(try desk.arrivals().map(\.finding) == [.matched, .matched])
        #expect(try desk.promised() == 2_200)
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aFirstScanBeforeTheRequestCounts(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(IntakeEvents.scanned())
        try desk.deliver(try IntakeEvents.facts(.onFirstScan))

        try desk.deliver(IntakeEvents.requested())

        #expect(try desk.events(RefundDue.self).map(\.trigger) == [.firstScan])
    }
}
