import Kernel

/// What a unit is decided against.
public struct Surroundings: Sendable {
    /// The article, when it is known.
    public var product: ProductFacts?
    /// Recalls of the merchant, as known now.
    public var scopes: [ScopeFact]
    /// The version of the parameters that holds.
    public var parameters: Parameters

    public init(product: ProductFacts?, scopes: [ScopeFact], parameters: Parameters) {
        self.product = product
        self.scopes = scopes
        self.parameters = parameters
    }
}

extension UnitCase {
    /// Brings the unit in line with everything that is known: the one rule after every fact, whatever its order.
    ///
    /// Does nothing when nothing is to be done, so it may be asked as often as one likes.
    public mutating func settle(_ around: Surroundings) -> [UnitOutcome] {
        if progress.catalogGTIN == nil { progress.catalogGTIN = around.product?.gtin }
        guard let inputs = inputs(around) else { return [] }
        guard let live = progress.live else {
            let waits = around.product == nil && inputs.arrival.sku != nil && !progress.decidesWithoutProduct
            return waits ? [] : decide(.graded, inputs, around)
        }
        if let reason = reasonToDecideAgain(live, inputs, around) { return decide(reason, inputs, around) }
        return []
    }

    /// Nil until arrival and grade are known.
    func inputs(_ around: Surroundings) -> DecisionInputs? {
        guard let arrival, let grade else { return nil }
        let currency =
            progress.currency ?? arrival.currency ?? around.product?.currency ?? around.parameters.currency
        return DecisionInputs(
            arrival: arrival, grade: grade, product: around.product,
            stops: stops(holds: progress.holds, subject: subject, scopes: around.scopes), failed: progress.failed,
            currency: currency, decidedAt: progress.clock ?? max(arrival.receivedAt, grade.gradedAt))
    }

    private mutating func reasonToDecideAgain(
        _ live: LiveDecision, _ inputs: DecisionInputs, _ around: Surroundings
    ) -> DecisionReason? {
        if progress.left { return nil }
        let forced: DecisionReason = inputs.stops.isEmpty ? .released : .held
        if !stopExclusions(of: live.disposition, inputs).isEmpty { return .held }
        if misplaced(live) { return forced }
        guard live.status != .closed, !Set(live.stops).subtracting(inputs.stops).isEmpty else { return nil }
        if choose(inputs, around.parameters).best != live.disposition { return forced }
        progress.live?.stops = inputs.stops
        return nil
    }

    /// The unit stands on a shelf that its route does not start from, or is not on the shelf where it was closed: a
    /// cancelled step was carried out all the same.
    private func misplaced(_ live: LiveDecision) -> Bool {
        if progress.shelf == nil { return live.status == .closed && live.disposition.endsOnShelf }
        let isPulled = live.done == 0 && live.route.first?.step == .pullFromShelf
        return !live.disposition.endsOnShelf && !isPulled
    }

    /// Makes a new live decision in place of the present one.
    mutating func decide(
        _ reason: DecisionReason, _ inputs: DecisionInputs, _ around: Surroundings
    ) -> [UnitOutcome] {
        var outcomes = cancelOpenOrder(because: reason.rawValue)
        let choice = choose(inputs, around.parameters)
        let route = route(
            for: choice.best, from: progress.place ?? inputs.arrival.siteId, shelf: progress.shelf, inputs,
            around.parameters)
        progress.decisions += 1
        progress.currency = inputs.currency
        progress.live = LiveDecision(
            number: progress.decisions, disposition: choice.best, stops: inputs.stops, route: route, done: 0,
            status: .executing)
        outcomes.append(
            .decided(
                DecisionMade(
                    decisionId: decisionId(progress.decisions), number: progress.decisions, cause: reason,
                    grade: inputs.grade.grade, choice: choice, currency: inputs.currency,
                    parametersVersion: around.parameters.version, route: route, at: inputs.decidedAt)))
        return outcomes + advance(inputs)
    }

    mutating func cancelOpenOrder(because: String) -> [UnitOutcome] {
        guard let index = progress.orders.lastIndex(where: { $0.state == .open }) else { return [] }
        progress.orders[index].state = .cancelled
        let order = progress.orders[index]
        return [
            .cancelled(
                workOrderId: workOrderId(decision: order.decision, step: order.step), because: because,
                at: progress.clock ?? .epoch)
        ]
    }

    /// Orders the next step of the live route, or ends it.
    mutating func advance(_ inputs: DecisionInputs) -> [UnitOutcome] {
        guard let live = progress.live else { return [] }
        if live.done < live.route.count { return [order(live, inputs)] }
        progress.live?.status = live.disposition == .hold ? .kept : .closed
        return live.disposition == .hold ? [] : closing()
    }

    private mutating func order(_ live: LiveDecision, _ inputs: DecisionInputs) -> UnitOutcome {
        let leg = live.route[live.done]
        let step = Int64(live.done + 1)
        progress.orders.append(
            WorkOrderFact(
                decision: live.number, step: step, leg: leg, disposition: live.disposition, state: .open, print: nil,
                cost: 0, proceeds: 0))
        return .ordered(
            WorkOrder(
                workOrderId: workOrderId(decision: live.number, step: step), decisionId: decisionId(live.number),
                disposition: live.disposition, leg: leg, stepNumber: step, stepCount: Int64(live.route.count),
                instructions: instructions(inputs), at: inputs.decidedAt))
    }

    /// The end of the unit as it stands now; said again when money comes in late.
    func closing() -> [UnitOutcome] {
        guard let live = progress.live, live.status == .closed, let arrival, let currency = progress.currency else {
            return []
        }
        return [
            .closed(
                Closing(
                    decisionId: decisionId(live.number), disposition: live.disposition,
                    siteId: live.route.last?.siteId ?? progress.shelf ?? arrival.siteId,
                    onShelf: progress.shelf != nil, currency: currency, costs: progress.costs,
                    proceeds: progress.proceeds, receivedAt: arrival.receivedAt, at: progress.clock ?? .epoch))
        ]
    }
}

/// What the people at a site must know of a unit; nil when nothing.
private func instructions(_ inputs: DecisionInputs) -> String? {
    var parts: [String] = []
    if let hazard = inputs.product?.hazard { parts.append("UN \(hazard.unNumber), class \(hazard.hazardClass)") }
    if inputs.grade.dangerous { parts.append("dangerous as it is: keep apart") }
    let kinds = HoldKind.allCases.filter { kind in inputs.stops.contains { $0.kind == kind } }
    if !kinds.isEmpty { parts.append("on hold (\(kinds.map(\.rawValue).joined(separator: ", "))): keep apart") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
}
