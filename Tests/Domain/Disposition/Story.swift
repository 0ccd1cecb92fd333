import DispositionDomain
import Kernel
import Testing

/// One unit and what is made known of it, for tests that tell a story.
struct Story {
    var unit = UnitCase(merchant: "M", unitId: "U")
    var around = Surroundings(product: Samples.product(), scopes: [], parameters: Samples.parameters)
    var outcomes: [UnitOutcome] = []
    /// Business time of the next report.
    var now = Samples.gradedAt

    /// Arrived and graded.
    static func graded(
        _ grade: GradeFacts = Samples.grade(), arrival: ArrivalFacts = Samples.arrival(),
        product: ProductFacts? = Samples.product()
    ) throws -> Story {
        var story = Story()
        story.around.product = product
        _ = try story.unit.arrive(arrival, print: 1)
        _ = try story.unit.grade(grade, print: 2)
        story.settle()
        return story
    }

    mutating func settle() { outcomes += unit.settle(around) }

    mutating func scope(_ scopes: ScopeFact...) {
        around.scopes = scopes
        settle()
    }

    /// The id of the order that is open.
    var open: String {
        get throws {
            let order = try #require(unit.progress.openOrder)
            return unit.workOrderId(decision: order.decision, step: order.step)
        }
    }

    mutating func complete(_ id: String? = nil, cost: MinorUnits = 10, proceeds: MinorUnits = 0) throws {
        try take(.completed, id, cost, proceeds)
    }

    mutating func fail(_ id: String? = nil, cost: MinorUnits = 10, grade: Grade? = nil) throws {
        try take(.failed(grade: grade), id, cost, 0)
    }

    private mutating func take(
        _ kind: WorkResult.Kind, _ id: String?, _ cost: MinorUnits, _ proceeds: MinorUnits
    ) throws {
        now = now.advanced(by: .hours(1))
        let result = WorkResult(
            workOrderId: try id ?? open, kind: kind, at: now, currency: Samples.pounds, cost: cost, proceeds: proceeds,
            print: now.microseconds)
        outcomes += try unit.take(result, around)
    }

    /// Completes whatever is ordered until nothing is open.
    mutating func finish() throws {
        for _ in 0..<20 where unit.progress.openOrder != nil { try complete() }
        #expect(unit.progress.openOrder == nil)
    }

    var live: Disposition? { unit.progress.live?.disposition }

    var decisions: [DecisionMade] {
        outcomes.compactMap { outcome in if case .decided(let decision) = outcome { decision } else { nil } }
    }

    var orders: [WorkOrder] {
        outcomes.compactMap { outcome in if case .ordered(let order) = outcome { order } else { nil } }
    }

    var cancelled: [String] {
        outcomes.compactMap { outcome in if case .cancelled(let id, _, _) = outcome { id } else { nil } }
    }

    var closings: [Closing] {
        outcomes.compactMap { outcome in if case .closed(let closing) = outcome { closing } else { nil } }
    }
}
