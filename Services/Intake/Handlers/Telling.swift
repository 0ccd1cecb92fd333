import Contracts
import IntakeDomain
import Kernel
import Worker

extension Effects {
    /// Publishes the one decision on a return.
    mutating func tell(_ decision: Decision, of row: ReturnRow, _ now: Instant) throws(ContractViolation) {
        switch decision.status {
        case .authorized: try publish(decided(AuthorizedKind.self, decision, row, now), correlation: row.file.returnID)
        case .kept: try publish(decided(KeptKind.self, decision, row, now), correlation: row.file.returnID)
        default: try publish(decided(DeclinedKind.self, decision, row, now), correlation: row.file.returnID)
        }
    }

    private func decided<Kind: DecisionKind>(
        _ kind: Kind.Type, _ decision: Decision, _ row: ReturnRow, _ now: Instant
    ) throws(ContractViolation) -> ReturnDecided<Kind> {
        // ISO 4217 has XXX for "no currency": the order is not known, so neither is its money.
        guard let currency = decision.currency ?? Currency("XXX") else {
            throw ContractViolation(.rule, "currency: expected an ISO 4217 code")
        }
        return ReturnDecided(
            merchant: row.file.merchant, returnId: row.file.returnID, customerId: row.customerID, decidedAt: now,
            policyId: decision.policyID, policyVersion: decision.policyVersion, route: row.route ?? .mail,
            currency: currency,
            lines: zip(row.file.lines, decision.lines).map { DecidedLine($0.request, $1) })
    }

    /// Publishes a unit's arrival.
    mutating func tell(_ arrival: UnitArrival, _ returnID: String?) throws(ContractViolation) {
        if arrival.finding == .matched {
            try publish(UnitReceived(arrival), correlation: returnID)
        } else {
            try publish(UnitMismatched(arrival), correlation: returnID)
        }
    }

    /// Publishes what a step of a return led to.
    ///
    /// - Parameter grade: the grade that the step was about.
    mutating func tell(
        _ consequences: [Consequence], of file: ReturnCase, grade: Grade = .a, _ now: Instant
    ) throws(ContractViolation) {
        for consequence in consequences {
            switch consequence {
            case .lost(let lineID, let quantity, let cause):
                let lost = UnitLost(
                    merchant: file.merchant, returnId: file.returnID, lineId: lineID, quantity: quantity,
                    because: cause == .carrier ? .carrier : .overdue, lostAt: now)
                try publish(lost, correlation: file.returnID)
            case .due(let lineID, let refund):
                guard let line = file.lines.first(where: { $0.request.lineID == lineID }), let sold = line.sold
                else { continue }
                try publish(RefundDue(refund, line, sold, of: file), correlation: file.returnID)
            case .reduced(let lineID, let refundID, let unitID, let amount):
                guard let currency = file.currency(of: lineID) else { continue }
                let reduced = RefundReduced(
                    merchant: file.merchant, refundId: refundID, returnId: file.returnID, lineId: lineID,
                    unitId: unitID, currency: currency, reducedBy: amount, grade: grade, decidedAt: now)
                try publish(reduced, correlation: file.returnID)
            case .reversed(let lineID, let refundID, let quantity, let amount, let cause):
                guard let currency = file.currency(of: lineID) else { continue }
                let reversed = RefundReversed(
                    merchant: file.merchant, refundId: refundID, returnId: file.returnID, lineId: lineID,
                    quantity: quantity, currency: currency, amount: amount,
                    because: cause == .cancelled ? .cancelled : .neverArrived, decidedAt: now)
                try publish(reversed, correlation: file.returnID)
            }
        }
    }
}

extension ReturnCase {
    fileprivate func currency(of lineID: String) -> Currency? {
        lines.first { $0.request.lineID == lineID }?.sold?.currency
    }
}

extension DecidedLine {
    fileprivate init(_ request: RequestedItems, _ decision: LineDecision) {
        let isAccepted = decision.outcome != .declined
        self.init(
            lineId: request.lineID, orderId: request.orderID, orderLineId: request.orderLineID,
            sku: decision.sold?.line.sku, quantity: request.quantity, outcome: decision.outcome,
            checks: decision.checks.map { CheckResult(check: $0.name.rawValue, passed: $0.passed, detail: $0.detail) },
            refundTiming: isAccepted ? decision.sold?.terms.timing : nil,
            expectedRefund: isAccepted ? decision.expectedRefund : nil, instructions: decision.instructions)
    }
}

extension RefundDue {
    fileprivate init(_ refund: Refund, _ line: ReturnLine, _ sold: SoldLine, of file: ReturnCase) {
        let parts = refund.parts
        self.init(
            merchant: file.merchant, refundId: refund.refundID, returnId: file.returnID, lineId: line.request.lineID,
            orderId: line.request.orderID, orderLineId: line.request.orderLineID, unitId: refund.unitID,
            quantity: refund.quantity, currency: sold.currency, amount: parts.amount,
            breakdown: RefundBreakdown(
                price: parts.price, discount: parts.discount, tax: parts.tax, shipping: parts.shipping,
                fees: parts.fees, gradeReduction: parts.gradeReduction),
            trigger: RefundTrigger(refund.trigger), decidedAt: refund.decidedAt)
    }
}

extension RefundTrigger {
    fileprivate init(_ cause: RefundCause) {
        switch cause {
        case .request: self = .request
        case .firstScan: self = .firstScan
        case .receipt: self = .receipt
        case .grade: self = .grade
        case .kept: self = .kept
        }
    }
}
