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

    /// Every order of five events, each twice and in a batch of its own, with timers in between, ends the same.
    @Test func everyOrderEndsTheSame() throws {
        for (number, order) in permutations(of: [0, 1, 2, 3, 4]).enumerated() {
            let (sku, recall) = ("sku\(number)", "R\(number)")
            let events: [any ContractEvent] = [
                RecallEvents.published(1, sku: sku, lots: ["L1"], recall: recall),
                RecallEvents.amended(2, sku: sku, lots: ["L2"], recall: recall),
                RecallEvents.unit("\(number)/1", sku: sku, lot: "L1"),
                RecallEvents.unit("\(number)/2", sku: sku, lot: "L2"),
                RecallEvents.closed("\(number)/2", as: .restockNew),
            ]
            for index in order {
                try bench.deliver(events[index])
                if index.isMultiple(of: 2) { try bench.fireTimers() }
                try bench.deliver(events[index])
            }
            try bench.settle()

            let held = try bench.heldUnits().filter { $0.hasPrefix("\(number)/") }
            #expect(held == ["\(number)/2"], "in the order \(order)")
            #expect(try bench.progress(of: recall)?.unitsHeld == 1, "in the order \(order)")
        }
        #expect(bench.refused.isEmpty)
    }

    /// Every order of four events in one batch, each twice, ends the same.
    @Test func everyOrderWithinOneBatchEndsTheSame() throws {
        for (number, order) in permutations(of: [0, 1, 2, 3]).enumerated() {
            let (sku, recall) = ("sku\(number)", "R\(number)")
            let events: [any ContractEvent] = [
                RecallEvents.published(1, sku: sku, recall: recall), RecallEvents.amended(2, sku: sku, recall: recall),
                RecallEvents.unit("\(number)/1", sku: sku), RecallEvents.order("\(number)/1", sku: sku),
            ]

            try bench.deliver(order.map { events[$0] } + order.map { events[$0] })
            try bench.settle()

            #expect(try bench.heldUnits().contains("\(number)/1"), "in the order \(order)")
            #expect(try bench.progress(of: recall)?.itemsSold == 1, "in the order \(order)")
        }
        #expect(try bench.events(CustomerAffected.self).count == 24)
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
