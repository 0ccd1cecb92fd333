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
    public var decisionId: String
    public var number: Int64
    public var cause: DecisionReason
    public var grade: Grade
    public var choice: Choice
    public var currency: Currency
    public var parametersVersion: Int64
    public var route: [Leg]
    public var at: Instant
}

/// What led to a decision.
public enum DecisionReason: String, Hashable, Sendable, CaseIterable {
    case graded, stepFailed, held, released
}

/// An order for one step.
public struct WorkOrder: Hashable, Sendable {
    public var workOrderId: String
    public var decisionId: String
    public var disposition: Disposition
    public var leg: Leg
    /// From 1.
    public var stepNumber: Int64
    public var stepCount: Int64
    /// What the people there must know; nil when nothing.
    public var instructions: String?
    public var at: Instant
}

/// The end of a unit, with all money of all decisions, in minor units of `currency`.
public struct Closing: Hashable, Sendable {
    public var decisionId: String
    public var disposition: Disposition
    public var siteId: String
    public var onShelf: Bool
    public var currency: Currency
    public var costs: MinorUnits
    public var proceeds: MinorUnits
    public var receivedAt: Instant
    public var at: Instant
}
