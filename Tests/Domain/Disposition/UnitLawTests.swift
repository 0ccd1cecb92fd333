import DispositionDomain
import Kernel
import Testing

/// Laws of a unit under facts in any order, repeated, omitted and late.
@Suite struct UnitLawTests {
    @Test(arguments: UInt64(1)...24)
    func aUnitKeepsItsLawsWhateverComes(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            var world = UnitWorld(&random)
            for _ in 0..<Int.random(in: 5...50, using: &random) {
                world.step(&random)
                try world.check()
            }
            try world.drain(&random)
        }
    }
}

/// A unit with everything that can happen to it, and what is counted beside it.
private struct UnitWorld {
    var story = Story()
    var results: [WorkResult] = []
    var scopes: [String: ScopeFact] = [:]
    let arrival: ArrivalFacts
    let grade: GradeFacts

    init(_ random: inout SeededGenerator) {
        arrival = RandomUnits.arrival(&random)
        grade = RandomUnits.grade(&random)
        story.around.product = RandomUnits.product(&random)
    }

    mutating func step(_ random: inout SeededGenerator) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: _ = try? story.unit.arrive(arrival, print: 1)
        case 1: _ = try? story.unit.grade(grade, print: 2)
        case 2: if Bool.random(using: &random) { story.unit.stopWaitingForProduct() }
        case 3: changeHold(&random)
        case 4: changeScope(&random)
        case 5: repeatResult(&random)
        default: report(&random)
        }
        story.settle()
    }

    private mutating func changeHold(_ random: inout SeededGenerator) {
        story.now = story.now.advanced(by: .hours(1))
        let id = ["H1", "H2"].randomElement(using: &random) ?? "H1"
        guard Bool.random(using: &random) else { return story.unit.release(id, at: story.now) }
        let kind: HoldKind = id == "H1" ? .recall : .legal
        let placed = PlacedHold(
            kind, recallId: id == "H1" ? "RC-1" : nil, remedy: id == "H1" ? .refund : nil,
            mock: Int.random(in: 0..<4, using: &random) == 0, at: story.now)
        story.unit.hold(id, placed)
    }

    private mutating func changeScope(_ random: inout SeededGenerator) {
        let id = ["RC-1", "RC-2"].randomElement(using: &random) ?? "RC-1"
        scopes[id] = Samples.scope(
            id, version: (scopes[id]?.version ?? 0) + 1, active: Bool.random(using: &random),
            mock: Int.random(in: 0..<4, using: &random) == 0,
            remedy: RecallRemedy.allCases.randomElement(using: &random) ?? .refund)
        story.around.scopes = scopes.values.sorted { $0.recallId < $1.recallId }
    }

    /// A result of any order that has none: of the open one mostly, of a cancelled one at times.
    private mutating func report(_ random: inout SeededGenerator) {
        let waiting = story.unit.progress.orders.filter { $0.print == nil }
        guard
            let order = Int.random(in: 0..<3, using: &random) > 0 ? waiting.last : waiting.randomElement(using: &random)
        else { return }
        story.now = story.now.advanced(by: .hours(1))
        let failed = Int.random(in: 0..<5, using: &random) == 0
        let result = WorkResult(
            workOrderId: story.unit.workOrderId(decision: order.decision, step: order.step),
            kind: failed ? .failed(grade: Bool.random(using: &random) ? .d : nil) : .completed, at: story.now,
            currency: story.unit.progress.currency ?? Samples.pounds, cost: Int64.random(in: 0...500, using: &random),
            proceeds: failed ? 0 : Int64.random(in: 0...500, using: &random), print: story.now.microseconds)
        take(result)
        results.append(result)
    }

    private mutating func repeatResult(_ random: inout SeededGenerator) {
        guard let result = results.randomElement(using: &random) else { return }
        let before = story.unit
        take(result)
        #expect(story.unit == before)
    }

    private mutating func take(_ result: WorkResult) {
        do { story.outcomes += try story.unit.take(result, story.around) } catch {
            Issue.record("refused: \(error)")
        }
    }

    func check() throws {
        let progress = story.unit.progress
        #expect(progress.orders.count { $0.state == .open } <= 1)
        #expect(progress.costs == results.reduce(0) { $0 + $1.cost })
        #expect(progress.proceeds == results.reduce(0) { $0 + $1.proceeds })
        #expect(story.decisions.map(\.number) == (0..<story.decisions.count).map { Int64($0 + 1) })
        let isGraded = story.unit.arrival != nil && story.unit.grade != nil
        let mayDecide = story.around.product != nil || arrival.sku == nil || progress.decidesWithoutProduct
        #expect((progress.live != nil) == (isGraded && mayDecide))
        try checkShelf()
        let before = story.unit
        var again = story.unit
        let more = again.settle(story.around)
        #expect(more.isEmpty)
        #expect(again == before)
    }

    /// Promise 5: what is stopped is neither on a shelf without an order back, nor on the way to one.
    private func checkShelf() throws {
        let unit = story.unit
        let stops = stops(holds: unit.progress.holds, subject: unit.subject, scopes: story.around.scopes)
        guard !stops.isEmpty, let live = unit.progress.live, !unit.progress.left else { return }
        #expect(!live.disposition.endsOnShelf)
        #expect(unit.progress.openOrder?.leg.step.putsOnShelf != true)
        if unit.progress.shelf != nil { #expect(unit.progress.openOrder?.leg.step == .pullFromShelf) }
        #expect(unit.phase != .shelved)
    }

    /// With every site working, every unit that is decided comes to its end or is kept apart.
    mutating func drain(_ random: inout SeededGenerator) throws {
        for _ in 0..<40 where story.unit.progress.openOrder != nil {
            story.now = story.now.advanced(by: .hours(1))
            let order = try #require(story.unit.progress.openOrder)
            let result = WorkResult(
                workOrderId: story.unit.workOrderId(decision: order.decision, step: order.step), kind: .completed,
                at: story.now, currency: try #require(story.unit.progress.currency), cost: 1, proceeds: 1,
                print: story.now.microseconds)
            take(result)
            results.append(result)
            try check()
        }
        #expect(story.unit.progress.openOrder == nil)
        guard let live = story.unit.progress.live else { return }
        #expect((live.status == .closed) == (live.disposition != .hold))
        #expect(
            story.closings.last?.costs
                == (live.status == .closed ? story.unit.progress.costs : story.closings.last?.costs))
    }
}
