import AuditDomain
import Contracts
import Kernel
import Worker

/// What events tell, in the words of the laws.
enum FactReader {
    /// The facts of an event; none for events that no law is about.
    ///
    /// - Throws: `ContractViolation` when the data is not of the event's schema.
    static func facts(of event: CloudEvent, at place: Place) throws(ContractViolation) -> [Fact] {
        switch event.type {
        case ReturnAuthorized.type, ReturnDeclined.type, ReturnKept.type: try decision(event.data)
        case UnitReceived.type: [try arrival(event.data, isAnnounced: true)]
        case UnitMismatched.type: [try arrival(event.data, isAnnounced: false)]
        case UnitLost.type: [try loss(event.data)]
        case UnitGraded.type: [.graded(unit: try unit(event.data))]
        case DispositionDecided.type: [try disposition(event.data)]
        case UnitClosed.type: [try closing(event.data)]
        case RefundDue.type: [try due(event.data)]
        case RefundReduced.type: [try reduction(event.data)]
        case RefundReversed.type: [try reversal(event.data)]
        case UnitHeld.type: [try hold(event.data, place)]
        case UnitReleased.type: [try release(event.data, place)]
        case RecallScoped.type: [try scope(event.data)]
        default: []
        }
    }

    private static func decision(_ data: [UInt8]) throws(ContractViolation) -> [Fact] {
        let event = try Excerpt.read(DecisionExcerpt.self, from: data)
        return event.lines.map {
            .lineDecided("\(event.merchant)/\(event.returnId)/\($0.lineId)", $0.outcome, quantity: $0.quantity)
        }
    }

    private static func arrival(_ data: [UInt8], isAnnounced: Bool) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ArrivalExcerpt.self, from: data)
        guard isAnnounced else { return .arrived(unit: "\(event.merchant)/\(event.unitId)", line: nil) }
        guard let returnId = event.returnId, let lineId = event.lineId else {
            throw ContractViolation(.rule, "an announced unit without its return line")
        }
        return .arrived(unit: "\(event.merchant)/\(event.unitId)", line: "\(event.merchant)/\(returnId)/\(lineId)")
    }

    private static func unit(_ data: [UInt8]) throws(ContractViolation) -> String {
        let event = try Excerpt.read(UnitExcerpt.self, from: data)
        return "\(event.merchant)/\(event.unitId)"
    }

    private static func loss(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(LossExcerpt.self, from: data)
        return .lost(line: "\(event.merchant)/\(event.returnId)/\(event.lineId)", quantity: event.quantity)
    }

    private static func disposition(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(DispositionExcerpt.self, from: data)
        return .decided(
            unit: "\(event.merchant)/\(event.unitId)",
            DecisionFact(
                number: event.decisionNumber, decisionId: event.decisionId, disposition: event.disposition))
    }

    private static func closing(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ClosingExcerpt.self, from: data)
        return .closed(
            unit: "\(event.merchant)/\(event.unitId)",
            ClosingFact(
                decisionId: event.decisionId, disposition: event.disposition, onShelf: event.onShelf,
                closedAt: event.closedAt))
    }

    private static func due(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(DueExcerpt.self, from: data)
        return .refundDue(
            "\(event.merchant)/\(event.refundId)", orderLine: "\(event.merchant)/\(event.orderId)/\(event.orderLineId)",
            event.amount, event.currency)
    }

    private static func reduction(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ReductionExcerpt.self, from: data)
        return .refundReduced("\(event.merchant)/\(event.refundId)", event.reducedBy, event.currency)
    }

    private static func reversal(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ReversalExcerpt.self, from: data)
        return .refundReversed("\(event.merchant)/\(event.refundId)", event.amount, event.currency)
    }

    private static func hold(_ data: [UInt8], _ place: Place) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(HoldExcerpt.self, from: data)
        return .hold(
            unit: "\(event.merchant)/\(event.unitId)",
            HoldEvent(
                holdId: event.holdId, recall: event.recallId.map { "\(event.merchant)/\($0)" }, mock: event.mock,
                isOn: true, at: event.heldAt, place: place))
    }

    private static func release(_ data: [UInt8], _ place: Place) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ReleaseExcerpt.self, from: data)
        return .hold(
            unit: "\(event.merchant)/\(event.unitId)",
            HoldEvent(
                holdId: event.holdId, recall: event.recallId.map { "\(event.merchant)/\($0)" }, mock: false,
                isOn: false, at: event.releasedAt, place: place))
    }

    private static func scope(_ data: [UInt8]) throws(ContractViolation) -> Fact {
        let event = try Excerpt.read(ScopeExcerpt.self, from: data)
        return .scoped(
            recall: "\(event.merchant)/\(event.recallId)", version: event.version, active: event.active,
            mock: event.mock, at: event.scopedAt)
    }
}
