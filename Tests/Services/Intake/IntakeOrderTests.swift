import Contracts
import IntakeService
import Kernel
import TestSupport
import Testing

/// Topics reach a worker in any order, and more than once.
@Suite(.freshSchema(IntakeDesk.migrations)) struct IntakeOrderTests {
    private func story(_ timing: RefundTiming) throws -> [any ContractEvent] {
        try IntakeEvents.facts(timing, hats: 1) + [
            IntakeEvents.requested(boots: 2, hats: 1), IntakeEvents.scanned("P1"), IntakeEvents.scanned("P2"),
            IntakeEvents.received("P1", for: "R1", ["BOOT", "HAT"]), IntakeEvents.received("P2", for: "R1", ["BOOT"]),
        ]
    }

    /// Everything comes back whole: the end must be the same however the events came.
    private func check(_ desk: IntakeDesk) throws {
        for unit in try desk.arrivals() { try desk.deliver(IntakeEvents.graded(unit)) }
        #expect(try desk.events(ReturnAuthorized.self).count == 1)
        #expect(try desk.arrivals().map(\.finding) == [.matched, .matched, .matched])
        #expect(try desk.promised() == 2_700)
        #expect(try desk.events(RefundReversed.self).isEmpty)
        #expect(desk.refused.isEmpty)
    }

    @Test func anyOrderWithRepeatsEndsTheSame() throws {
        var chance = SeededGenerator(seed: 41)
        for round in 0..<200 {
            let desk = try IntakeDesk(.memory)
            let events = try story(RefundTiming.allCases[round % 4])
            for event in (events + events).shuffled(using: &chance) { try desk.deliver(event) }

            try check(desk)
        }
    }

    @Test(arguments: 0..<12)
    func anyOrderInBatchesEndsTheSameOnADatabase(seed: Int) throws {
        var chance = SeededGenerator(seed: UInt64(seed))
        let desk = try IntakeDesk(.database)
        let events = try story(RefundTiming.allCases[seed % 4])
        var rest = (events + events).shuffled(using: &chance)
        while !rest.isEmpty {
            let size = Int.random(in: 1...4, using: &chance)
            try desk.deliver(Array(rest.prefix(size)))
            rest.removeFirst(min(size, rest.count))
        }

        try check(desk)

        #expect(try desk.count("return_line WHERE received = authorized") == 2)
        #expect(try desk.count("unit WHERE grade_fingerprint IS NOT NULL") == 3)
        #expect(try desk.count("receipt WHERE waiting IS NOT NULL") == 0)
        #expect(try desk.count("timer") == 0)
    }

    @Test func oneBatchOfManyReturnsIsAsGoodAsManyBatches() throws {
        let desk = try IntakeDesk(.database)
        var events: [any ContractEvent] = [
            try IntakeEvents.product(), try IntakeEvents.product("HAT"), try IntakeEvents.policy(),
        ]
        for number in 0..<300 {
            events.append(IntakeEvents.received("P\(number)", for: "R\(number)"))
            events.append(IntakeEvents.requested("R\(number)", order: "o\(number)"))
            events.append(IntakeEvents.delivered("o\(number)"))
            events.append(try IntakeEvents.shipped("o\(number)"))
        }

        try desk.deliver(events)

        #expect(try desk.events(ReturnAuthorized.self).count == 300)
        #expect(try desk.promised() == 330_000)
        #expect(try desk.count("waiting") == 0)
    }

    /// The policy and the article are known; the sale and the request for it come in one batch.
    @Test func aSaleAndItsRequestInOneBatchFindTheFactsThatCameBefore() throws {
        let desk = try IntakeDesk(.database)
        try desk.deliver([try IntakeEvents.product(), try IntakeEvents.product("HAT"), try IntakeEvents.policy()])

        try desk.deliver([try IntakeEvents.shipped(), IntakeEvents.delivered(), IntakeEvents.requested()])

        #expect(desk.types == ["return.authorized"])
        #expect(try desk.count("waiting") == 0)
    }

    /// Any number of returns may wait for one policy: they are woken in the database, not in the worker's memory.
    @Test func aLatePolicyWakesAllThatWaitWithoutLoadingThem() throws {
        let desk = try IntakeDesk(.database)
        try desk.deliver(try IntakeEvents.product(), try IntakeEvents.product("HAT"))
        for number in 0..<250 {
            try desk.deliver(
                IntakeEvents.requested("R\(number)", order: "o\(number)"), try IntakeEvents.shipped("o\(number)"),
                IntakeEvents.delivered("o\(number)"))
        }
        #expect(desk.types.isEmpty)
        #expect(try desk.count("waiting WHERE kind = 'policy'") == 250)
        let policy = try IntakeEvents.policy()

        #expect(try desk.rowsLoaded { $0.policies.insert(policy.key) } <= 1)
        try desk.deliver(policy)

        #expect(try desk.events(ReturnAuthorized.self).count == 250)
        #expect(try desk.count("waiting") == 0)
        #expect(try desk.count("timer WHERE kind = 'decide'") == 0)
    }
}
