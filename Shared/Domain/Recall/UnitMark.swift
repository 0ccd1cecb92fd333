import Kernel

/// A unit in hand, as far as recalls ask.
public struct UnitFacts: Hashable, Sendable {
    public var subject: ScopeSubject
    /// True once it was destroyed, recycled, taken apart or sent back to its maker.
    public var removed: Bool

    public init(subject: ScopeSubject, removed: Bool) {
        self.subject = subject
        self.removed = removed
    }
}

/// What one recall has made of one unit. There is none for a unit that never was in scope.
public struct UnitMark: Hashable, Sendable {
    /// In the scope that held last.
    public var inside: Bool
    /// It was removed while the recall was active.
    public var removed: Bool
    /// The hold that is on it; nil when there is none.
    public var hold: HoldTerms?

    public init(inside: Bool, removed: Bool, hold: HoldTerms?) {
        self.inside = inside
        self.removed = removed
        self.hold = hold
    }

    /// What it adds to the recall's counts.
    public var counts: RecallCounts {
        RecallCounts(
            unitsReceived: inside ? 1 : 0, unitsHeld: hold != nil && !removed ? 1 : 0,
            unitsRemoved: inside && removed ? 1 : 0)
    }
}

/// What is to be said about a unit's hold.
public enum HoldChange: Hashable, Sendable {
    case none
    /// Put on, or says something else than before.
    case hold(HoldTerms)
    case release
}

extension Recall {
    /// Weighs one unit against the recall as it stands.
    ///
    /// Goods in hand of which an attribute is not known count as inside. A unit that is gone is not held any more, but
    /// a hold that is on it stays until the recall is over or the unit falls out of scope: every hold ends once.
    /// - Parameter old: what the recall made of the unit before.
    /// - Returns: what it makes of it now (nil when the unit is of no concern), and what is to be said.
    public func weigh(_ unit: UnitFacts, _ old: UnitMark?) -> (mark: UnitMark?, change: HoldChange) {
        guard isActive, let terms else { return lift(old) }
        let inside = terms.criteria.match(unit.subject).stopsGoodsInHand
        guard inside || old != nil else { return (nil, .none) }
        var mark = UnitMark(inside: inside, removed: unit.removed, hold: nil)
        if inside { mark.hold = unit.removed ? old?.hold : terms.hold }
        return (mark, change(from: old?.hold, to: mark.hold))
    }

    /// A recall that is over keeps its counts and lets go of its holds.
    private func lift(_ old: UnitMark?) -> (mark: UnitMark?, change: HoldChange) {
        guard var mark = old, mark.hold != nil else { return (old, .none) }
        mark.hold = nil
        return (mark, .release)
    }

    private func change(from old: HoldTerms?, to new: HoldTerms?) -> HoldChange {
        if old == new { return .none }
        return new.map(HoldChange.hold) ?? .release
    }
}
