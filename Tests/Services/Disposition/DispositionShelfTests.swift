import Contracts
import DispositionDomain
import Kernel
import Testing

@testable import DispositionService

/// Promise 5 over every order of arrival, with work done in every gap, once and with every event twice.
@Suite struct DispositionShelfTests {
    typealias Samples = DispositionSamples

    @Test(arguments: [false, true])
    func aUnitInScopeNeverEndsOnAShelf(_ doubled: Bool) throws {
        let events: [DispositionWork] = [
            .received(UnitReceived(try Samples.arrival())), .graded(Samples.graded()), .scoped(Samples.scoped()),
            .held(Samples.held()),
        ]
        try everyOrder(of: events, doubled: doubled) { bench in
            #expect(bench.log.closed.last?.onShelf == false)
            #expect(bench.log.closed.last?.disposition == .recycle)
        }
    }

    @Test(arguments: [false, true])
    func anAmendedScopeStopsWhatTheFirstDidNotMean(_ doubled: Bool) throws {
        let events: [DispositionWork] = [
            .received(UnitReceived(try Samples.arrival())), .graded(Samples.graded()),
            .scoped(Samples.scoped(lots: ["L9"])), .scoped(Samples.scoped(version: 2)),
        ]
        try everyOrder(of: events, doubled: doubled) { bench in
            #expect(bench.log.closed.last?.onShelf == false)
        }
    }

    @Test(arguments: [false, true])
    func aClosedRecallStopsNothingThatIsStillInHand(_ doubled: Bool) throws {
        let events: [DispositionWork] = [
            .received(UnitReceived(try Samples.arrival())), .graded(Samples.graded()),
            .scoped(Samples.scoped(remedy: .repair)),
            .scoped(Samples.scoped(version: 2, active: false, remedy: .repair)),
        ]
        try everyOrder(of: events, doubled: doubled) { bench in
            #expect(bench.log.closed.last?.onShelf == true)
            #expect(bench.log.closed.last?.disposition == .restockNew)
        }
    }

    @Test func anExerciseChangesNothing() throws {
        let events: [DispositionWork] = [
            .received(UnitReceived(try Samples.arrival())), .graded(Samples.graded()),
            .scoped(Samples.scoped(mock: true)), .held(Samples.held(mock: true)),
        ]
        try everyOrder(of: events, doubled: false) { bench in
            #expect(bench.log.decided.count == 1)
            #expect(bench.log.closed.map(\.onShelf) == [true])
        }
    }

    /// Sites that report a cancelled step as done: the unit may have reached the shelf all the same.
    @Test func aSiteThatMissedTheCancellationIsToldToTakeItBack() throws {
        var bench = try DispositionMemory()
        try bench.deliver(
            .described(Samples.described()), .received(UnitReceived(Samples.arrival())), .graded(Samples.graded()))
        let restock = try #require(bench.log.open("U"))
        try bench.deliver(.scoped(Samples.scoped()), .completed(Samples.completed(restock, proceeds: 4_750)))

        #expect(bench.log.cancelled.first?.workOrderId == restock.workOrderId)
        #expect(bench.log.open("U")?.step == .pullFromShelf)
        try finish(&bench)
        #expect(bench.log.closed.last?.onShelf == false)
        #expect(bench.log.closed.last?.proceeds == 4_750)
    }

    /// Every order of the events, and in every gap either one open order is completed or none; then all work is done.
    private func everyOrder(
        of events: [DispositionWork], doubled: Bool, _ check: (DispositionMemory) throws -> Void
    ) throws {
        let described = try Samples.described()
        for order in permutations(events.count) {
            for gaps in 0..<(1 << events.count) {
                var bench = try DispositionMemory()
                bench.doubled = doubled
                try bench.deliver(.described(described))
                for (place, index) in order.enumerated() {
                    try bench.deliver(events[index])
                    if gaps & (1 << place) != 0 { try completeOne(&bench) }
                    try neverStoppedOnShelf(bench)
                }
                try finish(&bench)
                try check(bench)
            }
        }
    }

    private func completeOne(_ bench: inout DispositionMemory) throws {
        guard bench.working.unit(MerchantKey("M", "U")).progress.openOrder != nil,
            let order = bench.log.open("U")
        else { return }
        try bench.deliver(.completed(Samples.completed(order)))
    }

    private func finish(_ bench: inout DispositionMemory) throws {
        for _ in 0..<20 { try completeOne(&bench) }
        #expect(bench.working.unit(MerchantKey("M", "U")).progress.openOrder == nil)
    }

    private func neverStoppedOnShelf(_ bench: DispositionMemory) throws {
        let unit = bench.working.unit(MerchantKey("M", "U"))
        let around = bench.working.surroundings(of: unit)
        let stopped = !stops(holds: unit.progress.holds, subject: unit.subject, scopes: around.scopes).isEmpty
        guard stopped, unit.progress.live != nil else { return }
        #expect(unit.phase != .shelved)
        #expect(unit.progress.openOrder?.leg.step.putsOnShelf != true)
        if unit.progress.shelf != nil { #expect(bench.log.open("U")?.step == .pullFromShelf) }
    }
}

/// All orders of `count` things.
private func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { shorter in
        (0..<count).map { place in
            var longer = shorter
            longer.insert(count - 1, at: place)
            return longer
        }
    }
}
