import Contracts
import Kernel
import TestSupport
import Testing

/// Stories of single returns, each told in memory and on a real database.
@Suite(.freshSchema(IntakeDesk.migrations)) struct IntakeStoryTests {
    @Test(arguments: IntakeDesk.Kind.allCases)
    func anOrdinaryReturnIsDecidedReceivedAndRefunded(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        for event in try IntakeEvents.facts() { try desk.deliver(event) }

        try desk.deliver(IntakeEvents.requested())
        try desk.deliver(IntakeEvents.scanned())
        try desk.deliver(IntakeEvents.received())

        #expect(desk.types == ["return.authorized", "unit.received", "refund.due"])
        let decision = try #require(try desk.events(ReturnAuthorized.self).first)
        #expect(decision.lines[0].expectedRefund == 1_100 && decision.policyVersion == 1)
        #expect(!decision.lines[0].checks.contains { !$0.passed })
        let unit = try #require(try desk.arrivals().first)
        #expect(unit.finding == .matched && unit.matchedBy == .sku && unit.paid == 1_100)
        #expect(unit.orderId == "o1" && unit.reason == .unwanted && unit.country == "GB")
        #expect(unit.gtin == GTIN(withoutCheckDigit: 1_000))
        let due = try #require(try desk.events(RefundDue.self).first)
        #expect(due.amount == 1_100 && due.unitId == unit.unitId && due.trigger == .receipt)
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aGradeLowersWhatWasPromisedOnceOnly(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts(.onRequest) + [IntakeEvents.requested()])
        try desk.deliver(IntakeEvents.received())
        let unit = try #require(try desk.arrivals().first)

        try desk.deliver(IntakeEvents.graded(unit, 2_000))
        try desk.deliver(IntakeEvents.graded(unit, 2_000))
        try desk.deliver(IntakeEvents.graded(unit, 3_000))

        #expect(try desk.promised() == 880)
        #expect(desk.refused.map(\.reason) == [.conflict])
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aCancelledRequestIsDeclinedWhicheverComesFirst(kind: IntakeDesk.Kind) throws {
        for requestFirst in [true, false] {
            let desk = try IntakeDesk(kind)
            let id = "R-\(requestFirst)"
            let request = IntakeEvents.requested(id, order: "never")
            let events: [any ContractEvent] = [request, IntakeEvents.cancelled(id)]
            for event in requestFirst ? events : events.reversed() { try desk.deliver(event) }

            let decision = try #require(try desk.events(ReturnDeclined.self).first)
            #expect(desk.types == ["return.declined"])
            #expect(decision.currency.code == "XXX" && decision.policyVersion == 0)
            #expect(decision.lines[0].checks.contains { $0.check == "not_cancelled" && !$0.passed })
        }
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func aCancelledReturnGivesItsItemsBackToTheOrder(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts(.onRequest))
        try desk.deliver(IntakeEvents.requested("R1", boots: 2))
        try desk.deliver(IntakeEvents.received("P1", for: "R1"))
        try desk.deliver(IntakeEvents.cancelled("R1"))

        try desk.deliver(IntakeEvents.requested("R2", boots: 2))
        try desk.deliver(IntakeEvents.requested("R3", boots: 1))
        try desk.deliver(IntakeEvents.received("P2", for: "R1"))

        #expect(try desk.events(ReturnAuthorized.self).map(\.returnId) == ["R1", "R3"])
        #expect(try desk.events(ReturnDeclined.self).map(\.returnId) == ["R2"])
        #expect(try desk.events(RefundReversed.self).map(\.because) == [.cancelled])
        #expect(try desk.promised() == 2_200)
        #expect(try desk.arrivals().map(\.finding) == [.matched, .unannounced])
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func everyItemOfAParcelBecomesAUnitWhateverItIs(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts(hats: 1) + [IntakeEvents.requested(boots: 1)])

        try desk.deliver(IntakeEvents.received("P1", for: "R1", ["BOOT", "BOOT", "HAT", "STRANGE"]))
        try desk.deliver(IntakeEvents.received("P2", for: nil, ["BOOT"]))
        try desk.deliver(IntakeEvents.received("P3", for: "R1", []))

        let found = try desk.arrivals()
        #expect(found.map(\.finding) == [.matched, .over, .wrongItem, .wrongItem, .unannounced])
        #expect(Set(found.map(\.unitId)).count == 5)
        #expect(found.last?.gtin == GTIN(withoutCheckDigit: 1_000), "the catalogue tells the article of a blind return")
        #expect(try desk.promised() == 1_100)
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func theSameIdWithOtherContentIsRefusedAndLeavesNoTrace(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts() + [IntakeEvents.requested(), IntakeEvents.received()])
        let before = desk.published
        var later = IntakeEvents.delivered()
        later.deliveredAt = later.deliveredAt.advanced(by: .seconds(1))
        var renamed = try IntakeEvents.product()
        renamed.name = "another"

        try desk.deliver(try IntakeEvents.shipped(boots: 9))
        try desk.deliver(later)
        try desk.deliver(renamed)
        try desk.deliver(try IntakeEvents.policy(.onGrade))
        try desk.deliver(IntakeEvents.requested(route: .store))
        try desk.deliver(IntakeEvents.received(site: "elsewhere"))

        #expect(desk.refused.map(\.reason) == Array(repeating: .conflict, count: 6))
        #expect(desk.published == before)
    }

    @Test(arguments: IntakeDesk.Kind.allCases)
    func olderDescriptionsAndPoliciesChangeNothing(kind: IntakeDesk.Kind) throws {
        let desk = try IntakeDesk(kind)
        try desk.deliver(try IntakeEvents.facts())
        try desk.deliver(try IntakeEvents.policy(.onRequest, version: 3))
        try desk.deliver(try IntakeEvents.policy(.onGrade, version: 2))

        try desk.deliver(IntakeEvents.requested())

        #expect(desk.refused.isEmpty)
        #expect(try desk.events(RefundDue.self).map(\.trigger) == [.request])
    }
}
