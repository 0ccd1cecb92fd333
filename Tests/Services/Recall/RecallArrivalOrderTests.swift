import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema(RecallBench.migrations)) struct RecallArrivalOrderTests {
    private let bench: RecallBench

    init() throws { bench = RecallBench(try TestSchema.current()) }

    @Test func anAmendmentThatComesFirstHoldsAgainstTheLatePublication() throws {
        try bench.deliver(RecallEvents.unit("u1", lot: "L1"), RecallEvents.unit("u2", lot: "L2"))

        try bench.deliver(RecallEvents.amended(2, lots: ["L2"]))
        try bench.deliver(RecallEvents.published(1, lots: ["L1"]))
        try bench.settle()

        #expect(try bench.heldUnits() == ["u2"])
        #expect(try bench.events(RecallScoped.self).map(\.version) == [1])
        #expect(try bench.query("SELECT count(*) FROM recall_notice").int(0, 0) == 2)
    }

    @Test func aRepeatedNoticeHasNoEffectAndAConflictingOneIsRefused() throws {
        try bench.deliver(RecallEvents.published(1, lots: ["L1"]))

        try bench.deliver(RecallEvents.published(1, lots: ["L1"]), RecallEvents.published(1, lots: ["L2"]))

        #expect(try bench.events(RecallScoped.self).count == 1)
        #expect(bench.refused.map(\.reason) == [.conflict])
    }

    @Test func anEndThatComesFirstKeepsTheRecallClosed() throws {
        try bench.deliver(RecallEvents.ended(2), RecallEvents.unit("u1"))
        #expect(try bench.events(RecallScoped.self).isEmpty)

        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        #expect(try bench.heldUnits() == [])
        #expect(try bench.events(RecallScoped.self).map(\.active) == [false])
    }

    @Test func aRepeatedUnitHasNoEffectAndAConflictingOneIsRefused() throws {
        try bench.deliver(RecallEvents.published(1))

        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.unit("u1"))
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.unit("u1", lot: "L9"))

        #expect(try bench.heldUnits() == ["u1"])
        #expect(bench.refused.map(\.reason) == [.conflict])
    }

    /// Every order of these five, in one batch each and all in one batch, ends the same.
    @Test(arguments: permutations(of: [0, 1, 2, 3, 4]))
    func everyOrderEndsTheSame(order: [Int]) throws {
        let events: [any ContractEvent] = [
            RecallEvents.published(1, lots: ["L1"]), RecallEvents.amended(2, lots: ["L2"]),
            RecallEvents.unit("u1", lot: "L1"), RecallEvents.unit("u2", lot: "L2"),
            RecallEvents.closed("u2", as: .restockNew),
        ]
        for index in order {
            try bench.deliver(events[index])
            if index.isMultiple(of: 2) { try bench.fireTimers() }
            try bench.deliver(events[index])
        }
        try bench.settle()

        #expect(try bench.heldUnits() == ["u2"])
        #expect(try bench.progress()?.unitsHeld == 1)
        #expect(try bench.progress()?.unitsReceived == 1)
        #expect(bench.refused.isEmpty)
    }

    @Test(arguments: permutations(of: [0, 1, 2, 3]))
    func everyOrderWithinOneBatchEndsTheSame(order: [Int]) throws {
        let events: [any ContractEvent] = [
            RecallEvents.published(1, lots: ["L1"]), RecallEvents.ended(3),
            RecallEvents.unit("u1", lot: "L1"), RecallEvents.order("o1", lot: "L1"),
        ]

        try bench.deliver(order.map { events[$0] } + order.map { events[$0] })
        try bench.settle()

        #expect(try bench.heldUnits() == [])
        #expect(try bench.events(CustomerAffected.self).count <= 1)
        #expect(bench.refused.isEmpty)
    }
}

private func permutations(of items: [Int]) -> [[Int]] {
    guard let first = items.first else { return [[]] }
    return permutations(of: Array(items.dropFirst())).flatMap { rest in
        (0...rest.count).map { index in
            var copy = rest
            copy.insert(first, at: index)
            return copy
        }
    }
}
