import Kernel

/// One thing that an event tells, as far as the laws need it. Units are named by `merchant/unit`, lines by
/// `merchant/return/line`.
public enum Fact: Sendable, Hashable {
    case lineDecided(String, LineOutcome, quantity: Int64)
    /// `line` is nil for a unit that nobody announced.
    case arrived(unit: String, line: String?)
    case lost(line: String, quantity: Int64)
    case graded(unit: String)
    case decided(unit: String, DecisionFact)
    case closed(unit: String, ClosingFact)
    case refundDue(String, orderLine: String, MinorUnits, Currency)
    case refundReduced(String, MinorUnits, Currency)
    case refundReversed(String, MinorUnits, Currency)
    case hold(unit: String, HoldEvent)
    case scoped(recall: String, version: Int64, active: Bool, mock: Bool, at: Instant = .epoch)
    /// A record was put aside: what became of it is told by nobody else.
    case quarantined(by: String, Place)
}

/// The newest word on a recall.
public struct ScopeStanding: Sendable, Hashable {
    /// Counts the scopes from 1.
    public var version: Int64
    /// True while it stops goods: on, and no exercise.
    public var stops: Bool
    /// When this version was decided.
    public var scopedAt: Instant
    /// How many versions were seen.
    public var seen: Int64
}

/// Everything that was seen on the topics, kept as small as the laws allow.
public struct AuditBook: Sendable {
    /// Lanes that have put anything out.
    public private(set) var lanes: [LaneName: LaneLedger] = [:]
    /// Units by `merchant/unit`.
    public private(set) var units: [String: UnitStory] = [:]
    /// Return lines by `merchant/return/line`.
    public private(set) var lines: [String: LineStory] = [:]
    /// Refund intents.
    public private(set) var refunds = RefundBook()
    /// Recalls by `merchant/recall`.
    public private(set) var scopes: [String: ScopeStanding] = [:]
    /// Records that each worker put aside.
    public private(set) var quarantined: [String: Set<Place>] = [:]
    /// Distinct events of our workers, dead letters among them.
    public private(set) var events: Int64 = 0
    /// What breaks the contract on a topic of ours; the first thousand.
    public private(set) var contract: [Finding] = []
    /// How many broke it.
    public private(set) var contractBreaches: Int64 = 0

    public init() {}

    /// Takes a numbered record.
    ///
    /// - Returns: false for one that was seen before: what it tells is known.
    public mutating func see(
        _ lane: LaneName, _ number: Int64, content: UInt32, at place: Place, isWhole: Bool = true
    ) -> Bool {
        guard lanes[lane, default: LaneLedger()].see(number, content: content, at: place, isWhole: isWhole) else {
            return false
        }
        events += 1
        return true
    }

    /// Takes a record that breaks the contract.
    public mutating func refuse(_ why: String, at place: Place) {
        contractBreaches += 1
        guard contract.count < 1_000 else { return }
        contract.append(Finding(.contract, place.description, found: why, expected: "an event of the contract"))
    }

    /// Takes what a new event tells.
    public mutating func take(_ fact: Fact, at place: Place) {
        switch fact {
        case .lineDecided(let line, let outcome, let quantity):
            lines[line, default: LineStory()].decide(outcome, quantity: quantity)
        case .arrived(let unit, let line):
            units[unit, default: UnitStory()].arrive(line: line, at: place)
            if let line { lines[line, default: LineStory()].receive() }
        case .lost(let line, let quantity): lines[line, default: LineStory()].lose(quantity)
        case .graded(let unit): units[unit, default: UnitStory()].grade()
        case .decided(let unit, let decision): units[unit, default: UnitStory()].decide(decision)
        case .closed(let unit, let closing): units[unit, default: UnitStory()].close(closing)
        case .refundDue(let id, let orderLine, let amount, let currency):
            refunds.due(id, orderLine: orderLine, amount: amount, currency)
        case .refundReduced(let id, let amount, let currency): refunds.reduce(id, by: amount, currency)
        case .refundReversed(let id, let amount, let currency): refunds.reverse(id, amount, currency)
        case .hold(let unit, let event): units[unit, default: UnitStory()].hold(event)
        case .scoped(let recall, let version, let active, let mock, let moment):
            let seen = (scopes[recall]?.seen ?? 0) + 1
            scopes[recall]?.seen = seen
            guard version > scopes[recall]?.version ?? 0 else { return }
            scopes[recall] = ScopeStanding(version: version, stops: active && !mock, scopedAt: moment, seen: seen)
        case .quarantined(let service, let origin): quarantined[service, default: []].insert(origin)
        }
    }

    /// Scopes that were replaced before `moment` and are not on their compacted topic any more. Versions count from 1,
    /// so what compaction took away is known by number.
    public func replacedScopes(before moment: Instant) -> Int64 {
        scopes.values.filter { $0.scopedAt < moment }.reduce(0) { $0 + max(0, $1.version - $1.seen) }
    }

    /// Whether a recall stops goods, as far as was seen; one that was never seen is taken to do so.
    public func stands(_ recall: String) -> Bool { scopes[recall]?.stops ?? true }
}
