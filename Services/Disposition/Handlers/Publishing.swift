import Contracts
import DispositionDomain
import Kernel
import Worker

extension Effects {
    /// Publishes what happened to a unit.
    mutating func publish(_ outcomes: [UnitOutcome], of unit: UnitCase) throws(ContractViolation) {
        let correlation = unit.arrival?.returnId
        for outcome in outcomes {
            switch outcome {
            case .decided(let decision): try publish(DispositionDecided(decision, unit), correlation: correlation)
            case .ordered(let order): try publish(WorkOrdered(order, unit), correlation: correlation)
            case .closed(let closing): try publish(UnitClosed(closing, unit), correlation: correlation)
            case .cancelled(let workOrderId, let because, let at):
                let event = WorkCancelled(
                    merchant: unit.merchant, workOrderId: workOrderId, unitId: unit.unitId, because: because,
                    cancelledAt: at)
                try publish(event, correlation: correlation)
            }
        }
    }
}

extension DispositionDecided {
    fileprivate init(_ decision: DecisionMade, _ unit: UnitCase) {
        self.init(
            merchant: unit.merchant, unitId: unit.unitId, decisionId: decision.decisionId,
            decisionNumber: decision.number, because: DecisionCause(decision.cause), sku: unit.arrival?.sku,
            grade: decision.grade, disposition: decision.choice.best, currency: decision.currency,
            expectedNetRecovery: decision.choice.expectedNet, runnerUp: decision.choice.runnerUp,
            margin: decision.choice.margin, parametersVersion: decision.parametersVersion,
            options: decision.choice.options.map(DispositionOption.init),
            route: decision.route.map { RouteStep(step: $0.step, siteId: $0.siteId) }, decidedAt: decision.at)
    }
}

extension DecisionCause {
    fileprivate init(_ reason: DecisionReason) {
        switch reason {
        case .graded: self = .graded
        case .stepFailed: self = .stepFailed
        case .held: self = .held
        case .released: self = .released
        }
    }
}

extension DispositionOption {
    fileprivate init(_ option: WeighedOption) {
        let terms = option.estimate
        self.init(
            disposition: option.disposition, expectedNet: terms?.net, price: terms?.price,
            probabilityBasisPoints: terms?.probability, decayBasisPoints: terms?.decay,
            expectedWaitDays: terms?.waitDays, fees: terms?.fees, labour: terms?.labour, transport: terms?.transport,
            holding: terms?.holding, compliance: terms?.compliance, carbon: terms?.carbon,
            excludedBecause: option.exclusions.map(\.rawValue))
    }
}

extension WorkOrdered {
    fileprivate init(_ order: WorkOrder, _ unit: UnitCase) {
        self.init(
            merchant: unit.merchant, workOrderId: order.workOrderId, unitId: unit.unitId, decisionId: order.decisionId,
            disposition: order.disposition, step: order.leg.step, stepNumber: order.stepNumber,
            stepCount: order.stepCount, siteId: order.leg.siteId, sku: unit.arrival?.sku,
            instructions: order.instructions, orderedAt: order.at)
    }
}

extension UnitClosed {
    fileprivate init(_ closing: Closing, _ unit: UnitCase) {
        let subject = unit.subject
        self.init(
            merchant: unit.merchant, unitId: unit.unitId, decisionId: closing.decisionId,
            disposition: closing.disposition, sku: subject.sku, gtin: subject.gtin, lot: subject.lot,
            serial: subject.serial, returnId: unit.arrival?.returnId, siteId: closing.siteId, onShelf: closing.onShelf,
            currency: closing.currency, costs: closing.costs, proceeds: closing.proceeds,
            netRecovery: closing.proceeds - closing.costs, receivedAt: closing.receivedAt, closedAt: closing.at)
    }
}
