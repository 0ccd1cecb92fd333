import Kernel

/// What a unit becomes, with the whole arithmetic.
public struct DispositionDecided: ContractEvent {
    public static let type = "backhaul.disposition.decided.v1"
    public static let topic = Topic.dispositions
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The unit.
    public var unitId: String
    /// Our own id of this decision; the newest is the live one.
    public var decisionId: String
    /// Counts the decisions on this unit from 1.
    public var decisionNumber: Int64
    /// Why it was decided (again).
    public var because: DecisionCause
    /// The article, when it is known.
    public var sku: String?
    /// The grade it was decided for.
    public var grade: Grade?
    /// The outcome.
    public var disposition: Disposition
    /// ISO 4217 of all amounts here.
    public var currency: Currency
    /// What the outcome is expected to bring, net, in minor units; negative when it costs.
    public var expectedNetRecovery: MinorUnits
    /// The second best allowed option.
    public var runnerUp: Disposition?
    /// How much the outcome is better than the runner-up, in minor units.
    public var margin: MinorUnits?
    /// Version of the parameters (prices, fees, labour, decay).
    public var parametersVersion: Int64
    /// Every option with its terms, or why it was excluded.
    public var options: [DispositionOption]
    /// The steps that carry it out, in order.
    public var route: [RouteStep]
    /// When it was decided.
    public var decidedAt: Instant

    public init(
        merchant: String, unitId: String, decisionId: String, decisionNumber: Int64, because: DecisionCause,
        sku: String?, grade: Grade?, disposition: Disposition, currency: Currency, expectedNetRecovery: MinorUnits,
        runnerUp: Disposition?, margin: MinorUnits?, parametersVersion: Int64, options: [DispositionOption],
        route: [RouteStep], decidedAt: Instant
    ) {
        self.merchant = merchant
        self.unitId = unitId
        self.decisionId = decisionId
        self.decisionNumber = decisionNumber
        self.because = because
        self.sku = sku
        self.grade = grade
        self.disposition = disposition
        self.currency = currency
        self.expectedNetRecovery = expectedNetRecovery
        self.runnerUp = runnerUp
        self.margin = margin
        self.parametersVersion = parametersVersion
        self.options = options
        self.route = route
        self.decidedAt = decidedAt
    }
}

/// What led to a decision.
public enum DecisionCause: String, Hashable, Sendable, Codable, CaseIterable {
    case graded
    case stepFailed = "step_failed"
    case held, released
}

/// One option of a decision. Amounts are minor units of the decision's currency; costs are positive numbers.
public struct DispositionOption: Codable, Sendable, Hashable {
    /// The option.
    public var disposition: Disposition
    /// probability x price after decay, minus all costs; absent when excluded.
    public var expectedNet: MinorUnits?
    /// The price one could get today in this grade.
    public var price: MinorUnits?
    /// How likely it is to work out, in hundredths of a percent.
    public var probabilityBasisPoints: BasisPoints?
    /// What is left of the price after the expected wait, in hundredths of a percent.
    public var decayBasisPoints: BasisPoints?
    /// Days until the money is there.
    public var expectedWaitDays: Int64?
    /// Fees of the channel.
    public var fees: MinorUnits?
    /// Labour of all steps.
    public var labour: MinorUnits?
    /// Transport of all steps.
    public var transport: MinorUnits?
    /// Holding over the wait.
    public var holding: MinorUnits?
    /// Paperwork and treatment that the law asks for.
    public var compliance: MinorUnits?
    /// Carbon times its price.
    public var carbon: MinorUnits?
    /// Why it is not allowed, each reason; empty when it is.
    public var excludedBecause: [String]

    public init(
        disposition: Disposition, expectedNet: MinorUnits? = nil, price: MinorUnits? = nil,
        probabilityBasisPoints: BasisPoints? = nil, decayBasisPoints: BasisPoints? = nil,
        expectedWaitDays: Int64? = nil, fees: MinorUnits? = nil, labour: MinorUnits? = nil,
        transport: MinorUnits? = nil, holding: MinorUnits? = nil, compliance: MinorUnits? = nil,
        carbon: MinorUnits? = nil, excludedBecause: [String] = []
    ) {
        self.disposition = disposition
        self.expectedNet = expectedNet
        self.price = price
        self.probabilityBasisPoints = probabilityBasisPoints
        self.decayBasisPoints = decayBasisPoints
        self.expectedWaitDays = expectedWaitDays
        self.fees = fees
        self.labour = labour
        self.transport = transport
        self.holding = holding
        self.compliance = compliance
        self.carbon = carbon
        self.excludedBecause = excludedBecause
    }
}

/// One step of a route.
public struct RouteStep: Codable, Sendable, Hashable {
    /// What is done.
    public var step: WorkStep
    /// Where.
    public var siteId: String

    public init(step: WorkStep, siteId: String) {
        self.step = step
        self.siteId = siteId
    }
}

/// A unit reached its end, with what was recovered.
public struct UnitClosed: ContractEvent {
    public static let type = "backhaul.unit.closed.v1"
    public static let topic = Topic.dispositions
    public var key: MerchantKey { MerchantKey(merchant, unitId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The unit.
    public var unitId: String
    /// The decision that was carried out.
    public var decisionId: String
    /// What it became.
    public var disposition: Disposition
    /// The article, when it is known.
    public var sku: String?
    /// GS1 GTIN, when it is known.
    public var gtin: GTIN?
    /// Batch or lot, when it is known.
    public var lot: String?
    /// Serial number, when it is known.
    public var serial: String?
    /// The return it belongs to, when it is known.
    public var returnId: String?
    /// Where it ended.
    public var siteId: String
    /// True when a customer can now buy it there.
    public var onShelf: Bool
    /// ISO 4217 of all amounts here.
    public var currency: Currency
    /// What all steps cost, of all decisions on this unit, in minor units.
    public var costs: MinorUnits
    /// What it brought, in minor units.
    public var proceeds: MinorUnits
    /// Proceeds minus costs, in minor units.
    public var netRecovery: MinorUnits
    /// When it came into our hands.
    public var receivedAt: Instant
    /// When it was closed.
    public var closedAt: Instant

    public init(
        merchant: String, unitId: String, decisionId: String, disposition: Disposition, sku: String?, gtin: GTIN?,
        lot: String?, serial: String?, returnId: String?, siteId: String, onShelf: Bool, currency: Currency,
        costs: MinorUnits, proceeds: MinorUnits, netRecovery: MinorUnits, receivedAt: Instant, closedAt: Instant
    ) {
        self.merchant = merchant
        self.unitId = unitId
        self.decisionId = decisionId
        self.disposition = disposition
        self.sku = sku
        self.gtin = gtin
        self.lot = lot
        self.serial = serial
        self.returnId = returnId
        self.siteId = siteId
        self.onShelf = onShelf
        self.currency = currency
        self.costs = costs
        self.proceeds = proceeds
        self.netRecovery = netRecovery
        self.receivedAt = receivedAt
        self.closedAt = closedAt
    }
}
