import Kernel

/// A site is to do one step on one unit.
public struct WorkOrdered: ContractEvent {
    public static let type = "backhaul.work.ordered.v1"
    public static let topic = Topic.workOrders
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// Our own id of this order.
    public var workOrderId: String
    /// The unit.
    public var unitId: String
    /// The decision that it carries out.
    public var decisionId: String
    /// The outcome that the route leads to.
    public var disposition: Disposition
    /// What is to be done.
    public var step: WorkStep
    /// Its place in the route, from 1.
    public var stepNumber: Int64
    /// Steps in the route.
    public var stepCount: Int64
    /// Where.
    public var siteId: String
    /// The article, when it is known.
    public var sku: String?
    /// What the people there must know: hazard, hold, segregation.
    public var instructions: String?
    /// When it was ordered.
    public var orderedAt: Instant

    public init(
        merchant: String, workOrderId: String, unitId: String, decisionId: String, disposition: Disposition,
        step: WorkStep, stepNumber: Int64, stepCount: Int64, siteId: String, sku: String?, instructions: String?,
        orderedAt: Instant
    ) {
        self.merchant = merchant
        self.workOrderId = workOrderId
        self.unitId = unitId
        self.decisionId = decisionId
        self.disposition = disposition
        self.step = step
        self.stepNumber = stepNumber
        self.stepCount = stepCount
        self.siteId = siteId
        self.sku = sku
        self.instructions = instructions
        self.orderedAt = orderedAt
    }
}

/// An order is not to be carried out any more; a result that comes all the same is kept as a fact.
public struct WorkCancelled: ContractEvent {
    public static let type = "backhaul.work.cancelled.v1"
    public static let topic = Topic.workOrders
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The order that falls away.
    public var workOrderId: String
    /// The unit.
    public var unitId: String
    /// Why: a hold, another decision.
    public var because: String
    /// When it was cancelled.
    public var cancelledAt: Instant

    public init(merchant: String, workOrderId: String, unitId: String, because: String, cancelledAt: Instant) {
        self.merchant = merchant
        self.workOrderId = workOrderId
        self.unitId = unitId
        self.because = because
        self.cancelledAt = cancelledAt
    }
}

/// A step was done.
public struct WorkCompleted: ContractEvent {
    public static let type = "backhaul.work.completed.v1"
    public static let topic = Topic.workResults
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The order that was carried out.
    public var workOrderId: String
    /// The unit.
    public var unitId: String
    /// When it was done.
    public var completedAt: Instant
    /// ISO 4217 of the amounts.
    public var currency: Currency
    /// What the step cost, in minor units, not negative.
    public var cost: MinorUnits
    /// What it brought (sale, vendor credit, scrap value), in minor units, not negative.
    public var proceeds: MinorUnits
    /// Links to documents and pictures: certificate of destruction, credit note.
    public var evidence: [String]?

    public init(
        merchant: String, workOrderId: String, unitId: String, completedAt: Instant, currency: Currency,
        cost: MinorUnits, proceeds: MinorUnits, evidence: [String]? = nil
    ) {
        self.merchant = merchant
        self.workOrderId = workOrderId
        self.unitId = unitId
        self.completedAt = completedAt
        self.currency = currency
        self.cost = cost
        self.proceeds = proceeds
        self.evidence = evidence
    }

    public func violation() -> String? { amountsViolation(cost, proceeds) }
}

/// A step could not be done: the unit is decided again from what is now known.
public struct WorkFailed: ContractEvent {
    public static let type = "backhaul.work.failed.v1"
    public static let topic = Topic.workResults
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The order that failed.
    public var workOrderId: String
    /// The unit.
    public var unitId: String
    /// When it failed.
    public var failedAt: Instant
    /// ISO 4217 of the amount.
    public var currency: Currency
    /// What the attempt cost, in minor units, not negative.
    public var cost: MinorUnits
    /// Why, for a person.
    public var because: String
    /// The grade the unit has now, when it changed.
    public var grade: Grade?

    public init(
        merchant: String, workOrderId: String, unitId: String, failedAt: Instant, currency: Currency, cost: MinorUnits,
        because: String, grade: Grade? = nil
    ) {
        self.merchant = merchant
        self.workOrderId = workOrderId
        self.unitId = unitId
        self.failedAt = failedAt
        self.currency = currency
        self.cost = cost
        self.because = because
        self.grade = grade
    }

    public func violation() -> String? { amountsViolation(cost, 0) }
}

private func amountsViolation(_ cost: MinorUnits, _ proceeds: MinorUnits) -> String? {
    let range: ClosedRange<MinorUnits> = 0...1_000_000_000_000
    if !range.contains(cost) { return "cost: expected 0 to 1000000000000 minor units" }
    return range.contains(proceeds) ? nil : "proceeds: expected 0 to 1000000000000 minor units"
}
