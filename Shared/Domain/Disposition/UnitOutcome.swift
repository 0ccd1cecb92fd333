import Kernel

/// What a change of a unit makes known to others, in order.
public enum UnitOutcome: Hashable, Sendable {
    case decided(DecisionMade)
    case ordered(WorkOrder)
    case cancelled(workOrderId: String, because: String, at: Instant)
    case closed(Closing)
}

/// A decision with its arithmetic.
public struct DecisionMade: Hashable, Sendable {
    /// The decision's own id.
    public var decisionId: String
    /// Counts the decisions from 1.
    public var number: Int64
    /// What led to it.
    public var cause: DecisionReason
    /// The condition as a whole.
    public var grade: Grade
    /// All options, weighed.
    public var choice: Choice
    /// ISO 4217 of the amounts.
    public var currency: Currency
    /// Version of the parameters it was made with.
    public var parametersVersion: Int64
    /// The steps that carry it out.
    public var route: [Leg]
    /// When.
    public var at: Instant
}

/// What led to a decision.
public enum DecisionReason: String, Hashable, Sendable, CaseIterable {
    case graded, held, released
    case stepFailed = "step_failed"
}

/// An order for one step.
public struct WorkOrder: Hashable, Sendable {
    /// The id of the order.
    public var workOrderId: String
    /// The decision's own id.
    public var decisionId: String
    /// What the unit becomes.
    public var disposition: Disposition
    /// The step, and where.
    public var leg: Leg
    /// From 1.
    public var stepNumber: Int64
    /// Steps in the route.
    public var stepCount: Int64
    /// What the people there must know; nil when nothing.
    public var instructions: String?
    /// When.
    public var at: Instant
}

/// The end of a unit, with all money of all decisions, in minor units of `currency`.
public struct Closing: Hashable, Sendable {
    /// The decision's own id.
    public var decisionId: String
    /// What the unit becomes.
    public var disposition: Disposition
    /// Where.
    public var siteId: String
    /// True when a customer can now buy it there.
    public var onShelf: Bool
    /// ISO 4217 of the amounts.
    public var currency: Currency
    /// What all steps cost.
    public var costs: MinorUnits
    /// What it brought, in minor units.
    public var proceeds: MinorUnits
    /// When it came into our hands.
    public var receivedAt: Instant
    /// When.
    public var at: Instant
}
