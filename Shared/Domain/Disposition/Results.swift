import Kernel

/// What a site reported of one step.
public struct WorkResult: Hashable, Sendable {
    /// How the step ended.
    public enum Kind: Hashable, Sendable {
        case completed
        /// The grade is the one that the unit has now, when it changed.
        case failed(grade: Grade?)
    }

    /// The id of the order.
    public var workOrderId: String
    /// What kind it is of.
    public var kind: Kind
    /// When.
    public var at: Instant
    /// ISO 4217 of the amounts.
    public var currency: Currency
    /// Minor units, not negative.
    public var cost: MinorUnits
    /// Minor units, not negative.
    public var proceeds: MinorUnits
    /// Fingerprint of the event.
    public var print: Int64

    public init(
        workOrderId: String, kind: Kind, at: Instant, currency: Currency, cost: MinorUnits, proceeds: MinorUnits,
        print: Int64
    ) {
        self.workOrderId = workOrderId
        self.kind = kind
        self.at = at
        self.currency = currency
        self.cost = cost
        self.proceeds = proceeds
        self.print = print
    }
}

extension UnitCase {
    /// Takes a result: its money is counted whatever became of the order, and the unit goes on from what is now known.
    ///
    /// - Throws: `notOrdered`, `currency` or `conflict`; nothing is changed then.
    public mutating func take(
        _ result: WorkResult, _ around: Surroundings
    ) throws(DispositionRefusal) -> [UnitOutcome] {
        guard let live = progress.live else { throw .notOrdered }
        guard result.currency == progress.currency else { throw .currency }
        guard let index = progress.orders.firstIndex(where: { id(of: $0) == result.workOrderId }) else {
            return try takeForeign(result, live)
        }
        let order = progress.orders[index]
        if let known = order.print {
            guard known == result.print else { throw .conflict(what: "result") }
            return []
        }
        record(result, at: index)
        guard result.kind == .completed else {
            return order.state == .open ? fail(result, order, around) : closedAgain(result)
        }
        return complete(order, result, around)
    }

    private func id(of order: WorkOrderFact) -> String { workOrderId(decision: order.decision, step: order.step) }

    private mutating func record(_ result: WorkResult, at index: Int) {
        note(result.at)
        progress.orders[index].print = result.print
        progress.orders[index].cost = result.cost
        progress.orders[index].proceeds = result.proceeds
        progress.orders[index].state = result.kind == .completed ? .completed : .failed
    }

    /// The money of an order that was never given is kept; a step that is still to come cannot have a result.
    private mutating func takeForeign(
        _ result: WorkResult, _ live: LiveDecision
    ) throws(DispositionRefusal) -> [UnitOutcome] {
        let coming = live.done..<max(live.done, live.route.count)
        if coming.contains(where: { workOrderId(decision: live.number, step: Int64($0 + 1)) == result.workOrderId }) {
            throw .notOrdered
        }
        if let known = progress.foreign.first(where: { $0.workOrderId == result.workOrderId }) {
            guard known.print == result.print else { throw .conflict(what: "result") }
            return []
        }
        note(result.at)
        progress.foreign.append(
            ForeignResult(
                workOrderId: result.workOrderId, print: result.print, cost: result.cost, proceeds: result.proceeds))
        return closedAgain(result)
    }

    /// The end is told once more, with the money that came late.
    private func closedAgain(_ result: WorkResult) -> [UnitOutcome] {
        result.cost == 0 && result.proceeds == 0 ? [] : closing()
    }

    private mutating func complete(
        _ order: WorkOrderFact, _ result: WorkResult, _ around: Surroundings
    ) -> [UnitOutcome] {
        move(order.leg)
        if order.state == .open {
            progress.live?.done += 1
        } else if order.leg.step.leaves {
            return reinstate(order)
        }
        // A step to a shelf is completed only against the recalls known at this moment; so is the next one ordered.
        let again = settle(around)
        guard again.isEmpty else { return again }
        guard order.state == .open, let inputs = inputs(around) else { return closedAgain(result) }
        return advance(inputs)
    }

    /// What the step did to the thing itself, cancelled or not.
    private mutating func move(_ leg: Leg) {
        if leg.step.putsOnShelf { progress.shelf = leg.siteId }
        if leg.step == .pullFromShelf { progress.shelf = nil }
        if leg.step == .transport { progress.place = leg.siteId }
        if leg.step.leaves {
            progress.left = true
            progress.shelf = nil
        }
    }

    /// A cancelled hand-over was carried out all the same: the unit is gone that way, and this is how it ends.
    private mutating func reinstate(_ order: WorkOrderFact) -> [UnitOutcome] {
        let cancelled = cancelOpenOrder(because: "handed_over")
        let stops = progress.live?.stops ?? []
        progress.live = LiveDecision(
            number: order.decision, disposition: order.disposition, stops: stops, route: [order.leg], done: 1,
            status: .closed)
        return cancelled + closing()
    }

    private mutating func fail(
        _ result: WorkResult, _ order: WorkOrderFact, _ around: Surroundings
    ) -> [UnitOutcome] {
        if case .failed(let grade?) = result.kind { self.grade?.grade = grade }
        if !order.leg.step.isOnTheWay, !progress.failed.contains(order.disposition) {
            progress.failed.append(order.disposition)
        }
        guard let inputs = inputs(around) else { return [] }
        return decide(.stepFailed, inputs, around)
    }
}
