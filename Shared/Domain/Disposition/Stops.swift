import Kernel

/// A hold on one unit, as the recall service (or a person) put it on.
///
/// Putting on and taking off can arrive in either order: the later moment of the two holds.
public struct HoldFact: Hashable, Sendable, Codable {
    /// The hold's own id.
    public var holdId: String
    /// Nil while only the release is known.
    public var placed: PlacedHold?
    /// When it was last taken off.
    public var releasedAt: Instant?

    public init(holdId: String, placed: PlacedHold? = nil, releasedAt: Instant? = nil) {
        self.holdId = holdId
        self.placed = placed
        self.releasedAt = releasedAt
    }

    /// The stop that it is; nil for an exercise, and once it was taken off.
    public var stop: Stop? {
        guard let placed, !placed.mock, releasedAt.map({ placed.at > $0 }) ?? true else { return nil }
        return Stop(placed.kind, recallId: placed.recallId, remedy: placed.remedy)
    }
}

/// What was said when a hold was put on.
public struct PlacedHold: Hashable, Sendable, Codable {
    /// Why it must not move on.
    public var kind: HoldKind
    /// The recall's number, for a recall.
    public var recallId: String?
    /// What the recall asks for.
    public var remedy: RecallRemedy?
    /// An exercise: recorded, but nothing stops.
    public var mock: Bool
    /// When.
    public var at: Instant

    public init(
        _ kind: HoldKind, recallId: String? = nil, remedy: RecallRemedy? = nil, mock: Bool = false, at: Instant
    ) {
        self.kind = kind
        self.recallId = recallId
        self.remedy = remedy
        self.mock = mock
        self.at = at
    }
}

/// A recall that is known here: the newest version of its scope.
public struct ScopeFact: Hashable, Sendable {
    /// The recall's number, for a recall.
    public var recallId: String
    /// Counts the versions from 1.
    public var version: Int64
    /// False when the recall is over.
    public var active: Bool
    /// An exercise: nothing stops.
    public var mock: Bool
    /// What the recall asks for.
    public var remedy: RecallRemedy
    /// The goods that are meant.
    public var criteria: ScopeCriteria
    /// When it was decided.
    public var scopedAt: Instant

    public init(
        recallId: String, version: Int64, active: Bool, mock: Bool, remedy: RecallRemedy, criteria: ScopeCriteria,
        scopedAt: Instant
    ) {
        self.recallId = recallId
        self.version = version
        self.active = active
        self.mock = mock
        self.remedy = remedy
        self.criteria = criteria
        self.scopedAt = scopedAt
    }

    /// True when it stops goods.
    public var stops: Bool { active && !mock }
}

/// One reason why a unit must not move on, without regard to where we know it from.
public struct Stop: Hashable, Sendable, Codable, Comparable {
    /// Why it must not move on.
    public var kind: HoldKind
    /// The recall, for a recall.
    public var recallId: String?
    /// What the recall asks for.
    public var remedy: RecallRemedy?

    public init(_ kind: HoldKind, recallId: String? = nil, remedy: RecallRemedy? = nil) {
        self.kind = kind
        self.recallId = recallId
        self.remedy = remedy
    }

    /// A fixed order, so that equal sets are written alike.
    public static func < (left: Stop, right: Stop) -> Bool {
        left.sortKey.lexicographicallyPrecedes(right.sortKey)
    }

    private var sortKey: [String] { [kind.rawValue, recallId ?? "", remedy?.rawValue ?? ""] }

    /// What may still be done with a unit under this stop, beside keeping it apart.
    ///
    /// Fraud and legal holds keep evidence; a recall that is mended by repair waits for the release; every other recall
    /// removes the goods, to the vendor only where the recall asks for that.
    public var permits: Set<Disposition> {
        switch (kind, remedy) {
        case (.fraud, _), (.legal, _), (.recall, .repair): [.hold]
        case (.hazmat, _): [.hold, .recycle, .disposeHazardous]
        case (.recall, .returnToVendor): [.hold, .recycle, .dispose, .disposeHazardous, .returnToVendor]
        case (.recall, _): [.hold, .recycle, .dispose, .disposeHazardous]
        }
    }
}

/// Everything that stops a unit now: holds that were put on it, and recalls that it lies inside, told or not.
///
/// A unit in hand of which the scope asks something that is not known (its lot, say) counts as inside: promise 5
/// errs to safety. Where a recall's scope means the unit, its terms hold, not those of an earlier hold; and a hold of a
/// recall that is known to be over stops nothing, whether its release came or not.
public func stops(holds: [HoldFact], subject: ScopeSubject, scopes: [ScopeFact]) -> [Stop] {
    let inside = scopes.filter { $0.stops && $0.criteria.match(subject).stopsGoodsInHand }
    let settled = Set(inside.map(\.recallId)).union(scopes.lazy.filter { !$0.active }.map(\.recallId))
    let told = holds.compactMap(\.stop).filter { stop in stop.recallId.map { !settled.contains($0) } ?? true }
    return Set(inside.map { Stop(.recall, recallId: $0.recallId, remedy: $0.remedy) }).union(told).sorted()
}
