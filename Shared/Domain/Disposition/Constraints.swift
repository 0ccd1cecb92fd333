import Kernel

/// What a decision looks at.
public struct DecisionInputs: Hashable, Sendable {
    /// What is known since it arrived.
    public var arrival: ArrivalFacts
    /// What a bench found.
    public var grade: GradeFacts
    /// The article, when it is known.
    public var product: ProductFacts?
    /// What stops the unit.
    public var stops: [Stop]
    /// What was tried on this unit and failed.
    public var failed: [Disposition]
    /// Currency of the decision.
    public var currency: Currency
    /// Business time of the decision: vendor windows are counted to it.
    public var decidedAt: Instant

    public init(
        arrival: ArrivalFacts, grade: GradeFacts, product: ProductFacts?, stops: [Stop] = [],
        failed: [Disposition] = [], currency: Currency, decidedAt: Instant
    ) {
        self.arrival = arrival
        self.grade = grade
        self.product = product
        self.stops = stops
        self.failed = failed
        self.currency = currency
        self.decidedAt = decidedAt
    }

    var recalled: Bool { stops.contains { $0.kind == .recall } }
    var isElectronic: Bool { grade.category == .electronics || product?.weeeCategory != nil }
}

/// Why an option is excluded, each reason, in the order of `Exclusion`; empty when it is allowed.
///
/// `hold` is never excluded here: it is what remains when nothing else does.
public func exclusions(
    of disposition: Disposition, _ inputs: DecisionInputs, _ parameters: Parameters
) -> [Exclusion] {
    guard disposition != .hold else { return [] }
    var found = Set(stopExclusions(of: disposition, inputs))
    found.formUnion(safetyExclusions(disposition, inputs))
    found.formUnion(lawExclusions(disposition, inputs, parameters))
    found.formUnion(priceExclusions(disposition, inputs, parameters))
    if disposition == .returnToVendor { found.formUnion(vendorExclusions(inputs)) }
    found.formUnion(ownershipExclusions(disposition, inputs))
    if inputs.product?.forbidden.contains(disposition) == true, !inputs.recalled { found.insert(.brandRule) }
    if inputs.failed.contains(disposition) { found.insert(.failedBefore) }
    return Exclusion.allCases.filter(found.contains)
}

/// The part of the constraints that comes and goes with holds: what a live decision is checked against again.
public func stopExclusions(of disposition: Disposition, _ inputs: DecisionInputs) -> [Exclusion] {
    var found = inputs.stops.filter { !$0.permits.contains(disposition) }.map(\.kind.exclusion)
    let licensed: Set<Disposition> = [.recycle, .disposeHazardous, .hold]
    if inputs.product?.hazard?.isLithium == true, inputs.recalled, !licensed.contains(disposition) {
        found.append(.unsafeLithium)
    }
    return found
}

extension HoldKind {
    var exclusion: Exclusion {
        switch self {
        case .recall: .recallHold
        case .hazmat: .hazmatHold
        case .fraud: .fraudHold
        case .legal: .legalHold
        }
    }
}

private func safetyExclusions(_ disposition: Disposition, _ inputs: DecisionInputs) -> [Exclusion] {
    var found: [Exclusion] = []
    let hazard = inputs.product?.hazard
    let removal: Set<Disposition> = [.recycle, .dispose, .disposeHazardous]
    if inputs.grade.dangerous, !removal.contains(disposition) { found.append(.dangerous) }
    if inputs.grade.dangerous, hazard?.isLithium == true, ![.recycle, .disposeHazardous].contains(disposition) {
        found.append(.unsafeLithium)
    }
    let handed: Set<Disposition> = [.donate, .liquidate, .returnToCustomer, .marketplaceResale]
    if let hazard, !hazard.isLithium, handed.contains(disposition) { found.append(.hazardClass) }
    if disposition == .dispose, hazard != nil || inputs.isElectronic { found.append(.notOrdinaryWaste) }
    let hazmat = inputs.stops.contains { $0.kind == .hazmat }
    if disposition == .disposeHazardous, hazard == nil, !inputs.grade.dangerous, !hazmat { found.append(.notHazardous) }
    return found
}

private func lawExclusions(
    _ disposition: Disposition, _ inputs: DecisionInputs, _ parameters: Parameters
) -> [Exclusion] {
    var found: [Exclusion] = []
    let category = inputs.grade.category.rawValue
    let ban = parameters.destructionBan
    let banned = ban.categories.contains(category) && (inputs.arrival.country.map(ban.countries.contains) ?? true)
    if disposition == .dispose, banned, !inputs.grade.dangerous, !inputs.recalled { found.append(.destructionBan) }
    let passedOn = disposition.endsOnShelf || [.liquidate, .donate].contains(disposition)
    let asNew = inputs.grade.grade == .a && inputs.grade.sealed
    if passedOn, parameters.hygieneCategories.contains(category), !asNew { found.append(.hygiene) }
    if disposition == .restockNew, !asNew { found.append(.notAsNew) }
    return found
}

private func vendorExclusions(_ inputs: DecisionInputs) -> [Exclusion] {
    guard let product = inputs.product, let terms = product.vendor else { return [.noVendorTerms] }
    // A maker who calls goods back takes them as they are, whatever the contract says of ordinary returns.
    if inputs.stops.contains(where: { $0.remedy == .returnToVendor }) { return [] }
    var found: [Exclusion] = []
    let end = inputs.arrival.soldAt?.advanced(by: .days(terms.returnWindowDays))
    if end.map({ inputs.decidedAt > $0 }) ?? true { found.append(.vendorWindow) }
    if !inputs.grade.sealed, !terms.acceptsOpened { found.append(.vendorTakesSealedOnly) }
    if terms.defectiveOnly, inputs.grade.fault != .manufacturer { found.append(.vendorTakesDefectsOnly) }
    return found
}

private func ownershipExclusions(_ disposition: Disposition, _ inputs: DecisionInputs) -> [Exclusion] {
    let arrival = inputs.arrival
    if disposition == .returnToCustomer {
        return (arrival.finding == .matched ? [.ours] : []) + (arrival.customerId == nil ? [.customerUnknown] : [])
    }
    let stranger = arrival.sku == nil && arrival.finding != .matched && arrival.customerId != nil
    let usedUp: Set<Disposition> = [.liquidate, .donate, .harvestParts, .recycle, .dispose, .disposeHazardous]
    let unsafe = inputs.recalled || inputs.grade.dangerous || inputs.stops.contains { $0.kind == .hazmat }
    return stranger && !unsafe && usedUp.contains(disposition) ? [.belongsToCustomer] : []
}
