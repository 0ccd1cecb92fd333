import Contracts
import Kernel

/// Answers for benches and sites: sees units arrive, then tells what is the matter with them and how work went.
///
/// Every answer is a pure function of the seed and of what was seen, so that asking again (after a restart of either
/// side) gives the same records.
package struct Answerer: Sendable {
    private let oracle: ConditionOracle
    private let bench: Bench
    private let site: Site
    private let baseCurrency: Currency
    private let isDisturbed: Bool
    // By hash: a year has hundreds of thousands of units, and their ids would take most of the memory.
    private var origins: [UInt64: UnitOrigin] = [:]
    private var ordersAnswered: Set<UInt64> = []

    /// Units that benches were asked about.
    package private(set) var unitsAsked = 0
    /// Work steps that succeeded.
    package private(set) var stepsCompleted = 0
    /// Work steps that failed.
    package private(set) var stepsFailed = 0

    /// - Parameters:
    ///   - baseCurrency: what sites account in when neither sale nor article names a currency; that of the disposition
    ///     service's parameters.
    ///   - isDisturbed: false to contradict nobody.
    package init(seed: UInt64, baseCurrency: Currency, isDisturbed: Bool = true) {
        self.isDisturbed = isDisturbed
        oracle = ConditionOracle(seed: seed)
        bench = Bench(seed: seed)
        site = Site(seed: seed)
        self.baseCurrency = baseCurrency
    }

    /// A unit came into the pipeline's hands.
    package mutating func sees(_ arrival: UnitArrival) {
        let key = Self.key(arrival.unitId)
        if origins[key] == nil { origins[key] = UnitOrigin(arrival) }
    }

    /// True when the unit's arrival was seen.
    package func knows(_ unitId: String) -> Bool { origins[Self.key(unitId)] != nil }

    /// What the bench sends: one report, now and then twice, rarely with a contradicting one; nothing when the task
    /// was answered before (the pipeline may tell it twice).
    ///
    /// - Returns: nil when the unit's arrival was not seen yet.
    /// - Throws: `ContractViolation` when a report has no JSON form.
    package mutating func answer(_ task: InspectionRequired) throws(ContractViolation) -> [WorldEvent]? {
        let key = Self.key(task.unitId)
        guard let origin = origins[key] else { return nil }
        guard !origin.isAsked else { return [] }
        unitsAsked += 1
        origins[key]?.isAsked = true
        let report = bench.report(task, of: origin, oracle.condition(of: origin, task.category))
        let other = bench.contradiction(task, of: origin, report)
        return try records(report, other, id: task.inspectionId, at: report.recordedAt, by: .bench)
    }

    /// What the site sends: one result, now and then twice, rarely with a contradicting one; nothing when the order
    /// was answered before.
    ///
    /// - Parameter price: of the ordered article.
    /// - Returns: nil when the unit's arrival was not seen yet.
    /// - Throws: `ContractViolation` when a result has no JSON form.
    package mutating func answer(
        _ order: WorkOrdered, price: ArticlePrice?
    ) throws(ContractViolation) -> [WorldEvent]? {
        let key = Self.key(order.unitId)
        guard let origin = origins[key] else { return nil }
        guard ordersAnswered.insert(Self.key(order.workOrderId)).inserted else { return [] }
        let condition = oracle.condition(of: origin, price?.category ?? .other)
        let report = site.report(
            order, of: origin, condition, price: price, currency: origin.currency ?? price?.currency ?? baseCurrency)
        switch report {
        case .failed(let failed):
            stepsFailed += 1
            return try records(failed, nil, id: order.workOrderId, at: failed.failedAt, by: .site)
        case .completed(let completed):
            stepsCompleted += 1
            if order.step == .restock || order.step == .list { origins[key]?.shelfValue = completed.proceeds }
            if order.step == .pullFromShelf { origins[key]?.shelfValue = 0 }
            var other = completed
            other.cost += 1
            return try records(completed, other, id: order.workOrderId, at: completed.completedAt, by: .site)
        }
    }

    /// The record of an answer, and at their rates its repetition and its contradiction.
    private func records<Event: ContractEvent>(
        _ event: Event, _ other: Event?, id: String, at time: Instant, by sender: Sender
    ) throws(ContractViolation) -> [WorldEvent] {
        var chance = Chance(seed: oracle.seed, "disorder", id)
        var events = [try sender.event(event, id: id, at: time)]
        if chance.happens(Calibration.answerRepeated) { events.append(events[0].repetition()) }
        if let other, isDisturbed, chance.happens(Calibration.answerConflicts) {
            events.append(try sender.event(other, id: id + "-again", at: time, nature: .conflict))
        }
        return events
    }

    private static func key(_ id: String) -> UInt64 {
        var hash = StableHash()
        hash.add(id)
        return hash.value
    }
}
