import Kernel

/// A decision on a unit, as far as the laws need it.
public struct DecisionFact: Sendable, Hashable {
    /// Counts the decisions of the unit from 1.
    public var number: Int64
    /// A fingerprint of the decision's id.
    public var id: UInt64
    /// What the unit becomes.
    public var disposition: Disposition

    public init(number: Int64, decisionId: String, disposition: Disposition) {
        self.number = number
        self.disposition = disposition
        id = Self.fingerprint(of: decisionId)
    }

    /// The fingerprint of a decision's id.
    public static func fingerprint(of decisionId: String) -> UInt64 {
        var hash = StableHash()
        hash.add(decisionId)
        return hash.value
    }
}

/// An end of a unit, as it was told. It may be told again, and under a decision that was cancelled and carried out all
/// the same: the newest holds.
public struct ClosingFact: Sendable, Hashable {
    /// A fingerprint of the decision's id.
    public var decision: UInt64
    /// What it became.
    public var disposition: Disposition
    /// True when a customer can now buy it.
    public var onShelf: Bool
    /// When.
    public var closedAt: Instant

    public init(decisionId: String, disposition: Disposition, onShelf: Bool, closedAt: Instant) {
        decision = DecisionFact.fingerprint(of: decisionId)
        self.disposition = disposition
        self.onShelf = onShelf
        self.closedAt = closedAt
    }
}

/// A hold, or the end of one.
public struct HoldEvent: Sendable, Hashable {
    /// A fingerprint of the hold's id.
    public var hold: UInt64
    /// The recall, `merchant/id`, for a recall's hold.
    public var recall: String?
    /// True for an exercise: nothing stops.
    public var mock: Bool
    /// True when it is put on, false when it is taken off.
    public var isOn: Bool
    /// When.
    public var at: Instant
    /// Where the event stands.
    public var place: Place

    public init(holdId: String, recall: String?, mock: Bool, isOn: Bool, at: Instant, place: Place) {
        hold = DecisionFact.fingerprint(of: holdId)
        self.recall = recall
        self.mock = mock
        self.isOn = isOn
        self.at = at
        self.place = place
    }
}

/// What the topics tell of one unit. Events of several topics come in any order.
public struct UnitStory: Sendable, Hashable {
    /// Where its arrival stands; nil until it was seen.
    public private(set) var arrivedAt: Place?
    /// The return line that it counts for; nil for a unit that nobody announced.
    public private(set) var line: String?
    /// How often its arrival was told under different numbers.
    public private(set) var arrivals: UInt8 = 0
    /// How often its grade was told under different numbers.
    public private(set) var grades: UInt8 = 0
    /// The decisions, in the order in which they were seen.
    public private(set) var decisions: [DecisionFact] = []
    /// The ends that were told, without repeats of the same.
    public private(set) var closings: [ClosingFact] = []
    /// The newest word of each hold.
    public private(set) var holds: [HoldEvent] = []

    public init() {}

    mutating func arrive(line: String?, at place: Place) {
        arrivals = arrivals == .max ? .max : arrivals + 1
        guard arrivedAt == nil else { return }
        arrivedAt = place
        self.line = line
    }

    mutating func grade() { grades = grades == .max ? .max : grades + 1 }

    mutating func decide(_ decision: DecisionFact) { decisions.append(decision) }

    mutating func close(_ closing: ClosingFact) {
        if !closings.contains(closing) { closings.append(closing) }
    }

    mutating func hold(_ event: HoldEvent) {
        guard let index = holds.firstIndex(where: { $0.hold == event.hold }) else { return holds.append(event) }
        // The end of a hold and a new word on it may bear the same moment: numbers rise within the partition.
        let isNewer = (event.at, event.place.offset) > (holds[index].at, holds[index].place.offset)
        if isNewer { holds[index] = event }
    }

    /// The decision that holds: the highest number.
    public var live: DecisionFact? { decisions.max { $0.number < $1.number } }

    /// The newest end that was told.
    public var lastClosing: ClosingFact? { closings.max { $0.closedAt < $1.closedAt } }

    /// True when it is out of our hands: it ended, and not on a shelf.
    public var isGone: Bool { lastClosing.map { !$0.onShelf && !$0.disposition.endsOnShelf } ?? false }
}
