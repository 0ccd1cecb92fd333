import Kernel

/// One unit from its arrival to its end: facts, the live decision, the orders and what they brought.
///
/// Its way: no live decision until arrival and grade are known (and the article, or the wait for it is over); then
/// exactly one, until `left`. A live decision is `executing` -> `closed` (its route is done) or `kept` (set apart); any
/// of them is replaced by a new one when a hold forbids it, a step fails, or the hold that forced it is gone.
public struct UnitCase: Hashable, Sendable {
    /// The merchant it belongs to.
    public let merchant: String
    /// Our own id of this one physical item.
    public let unitId: String
    /// What is known since it arrived; nil until then.
    public internal(set) var arrival: ArrivalFacts?
    /// Fingerprint of the arrival's event.
    public internal(set) var arrivalPrint: Int64?
    /// What a bench found; nil until then.
    public internal(set) var grade: GradeFacts?
    /// Fingerprint of the grade's event.
    public internal(set) var gradePrint: Int64?
    /// What happened to it since.
    public internal(set) var progress: UnitProgress

    public init(merchant: String, unitId: String) {
        self.merchant = merchant
        self.unitId = unitId
        progress = UnitProgress()
    }

    /// A unit as it was stored.
    public init(
        merchant: String, unitId: String, arrival: ArrivalFacts?, arrivalPrint: Int64?, grade: GradeFacts?,
        gradePrint: Int64?, progress: UnitProgress
    ) {
        self.merchant = merchant
        self.unitId = unitId
        self.arrival = arrival
        self.arrivalPrint = arrivalPrint
        self.grade = grade
        self.gradePrint = gradePrint
        self.progress = progress
    }

    /// What recalls are matched against. A GTIN that the site did not read is taken from the catalogue.
    public var subject: ScopeSubject {
        ScopeSubject(
            gtin: arrival?.gtin ?? progress.catalogGTIN, sku: arrival?.sku, lot: arrival?.lot, serial: arrival?.serial,
            madeAt: arrival?.madeAt, soldAt: arrival?.soldAt, country: arrival?.country)
    }

    /// Where the unit is in its life; stands in the database.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Arrival or grade is not known yet.
        case expected
        /// Arrival and grade are known; the article's description is waited for.
        case waiting
        /// A route is being carried out, or the unit is set apart.
        case open
        /// Closed where a customer can buy it: a recall can bring it back.
        case shelved
        /// Closed and out of our hands.
        case gone
    }

    /// Where it is in its life now.
    public var phase: Phase {
        guard arrival != nil, grade != nil else { return .expected }
        guard let live = progress.live else { return .waiting }
        if progress.left { return .gone }
        return live.status == .closed ? .shelved : .open
    }

    /// The id of one decision.
    public func decisionId(_ number: Int64) -> String { derivedID("d", merchant, unitId, String(number)) }

    /// The id of the order of one step of one decision.
    public func workOrderId(decision: Int64, step: Int64) -> String {
        derivedID("w", merchant, unitId, String(decision), String(step))
    }
}

/// What happened to a unit since it is known; one JSON document in the database.
public struct UnitProgress: Hashable, Sendable, Codable {
    /// Every hold that was put on or taken off.
    public internal(set) var holds: [HoldFact] = []
    /// Currency of all amounts of this unit, since the first decision.
    public internal(set) var currency: Currency?
    /// The GTIN of its article, when the catalogue gave one.
    public internal(set) var catalogGTIN: GTIN?
    /// The wait for the article's description is over.
    public internal(set) var decidesWithoutProduct = false
    /// Decisions so far; the live one has this number.
    public internal(set) var decisions: Int64 = 0
    /// The decision that holds; nil until there is one.
    public internal(set) var live: LiveDecision?
    /// Every order that was given, oldest first.
    public internal(set) var orders: [WorkOrderFact] = []
    /// Results of orders that are not ours: kept for their money.
    public internal(set) var foreign: [ForeignResult] = []
    /// Outcomes that were tried on this unit and failed.
    public internal(set) var failed: [Disposition] = []
    /// Where in our hands it is.
    public internal(set) var place: String?
    /// The shelf or listing that it stands on.
    public internal(set) var shelf: String?
    /// It is out of our hands.
    public internal(set) var left = false
    /// The latest business time seen: decisions are dated by it, never by a machine's clock.
    public internal(set) var clock: Instant?

    public init() {}

    /// What all steps of all decisions cost, in minor units.
    public var costs: MinorUnits { orders.reduce(0) { $0 + $1.cost } + foreign.reduce(0) { $0 + $1.cost } }
    /// What they brought, in minor units.
    public var proceeds: MinorUnits { orders.reduce(0) { $0 + $1.proceeds } + foreign.reduce(0) { $0 + $1.proceeds } }
    /// The order that a site is to carry out now.
    public var openOrder: WorkOrderFact? { orders.last { $0.state == .open } }
}

/// The decision that holds.
public struct LiveDecision: Hashable, Sendable, Codable {
    /// How far it is carried out; see `UnitCase`.
    public enum Status: String, Hashable, Sendable, Codable { case executing, kept, closed }

    /// Counts the decisions from 1.
    public internal(set) var number: Int64
    /// What the unit becomes.
    public internal(set) var disposition: Disposition
    /// What stopped the unit when it was made.
    public internal(set) var stops: [Stop]
    /// The steps that carry it out.
    public internal(set) var route: [Leg]
    /// Steps that are done.
    public internal(set) var done: Int
    /// How far it is carried out.
    public internal(set) var status: Status
}

/// One order to a site, with what it brought.
public struct WorkOrderFact: Hashable, Sendable, Codable {
    /// What became of an order.
    public enum State: String, Hashable, Sendable, Codable { case open, cancelled, completed, failed }

    /// The number of the decision that it carries out.
    public internal(set) var decision: Int64
    /// From 1.
    public internal(set) var step: Int64
    /// The step, and where.
    public internal(set) var leg: Leg
    /// What the unit becomes.
    public internal(set) var disposition: Disposition
    /// What became of it.
    public internal(set) var state: State
    /// Fingerprint of the result's event; nil until it came.
    public internal(set) var print: Int64?
    /// What it cost, in minor units.
    public internal(set) var cost: MinorUnits
    /// What it brought, in minor units.
    public internal(set) var proceeds: MinorUnits
}

/// A result that names an order which was never given.
public struct ForeignResult: Hashable, Sendable, Codable {
    /// The id of the order.
    public internal(set) var workOrderId: String
    /// Fingerprint of the event.
    public internal(set) var print: Int64
    /// What it cost, in minor units.
    public internal(set) var cost: MinorUnits
    /// What it brought, in minor units.
    public internal(set) var proceeds: MinorUnits
}

/// Why a fact about a unit is refused.
public enum DispositionRefusal: Error, Hashable, Sendable {
    /// The same arrival, grade or result with other content than before.
    case conflict(what: String)
    /// A result for a unit that was never decided, or for a step that was not ordered yet.
    case notOrdered
    /// An amount in another currency than the unit's.
    case currency
}
