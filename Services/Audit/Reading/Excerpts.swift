import Contracts
import FoundationEssentials
import Kernel

/// Reads only the fields that the laws need: the judge looks at every event.
enum Excerpt {
    /// - Throws: `ContractViolation` (`schema`) when a field is missing or of another type.
    static func read<Fields: Decodable>(_ type: Fields.Type, from data: [UInt8]) throws(ContractViolation) -> Fields {
        do { return try JSONDecoder().decode(type, from: Data(data)) } catch {
            throw ContractViolation(.schema, "not of the schema")
        }
    }
}

/// Of `return.authorized`, `return.declined` and `return.kept`.
struct DecisionExcerpt: Decodable {
    struct Line: Decodable {
        let lineId: String
        let quantity: Int64
        let outcome: LineOutcome
    }
    let merchant: String
    let returnId: String
    let lines: [Line]
}

/// Of `unit.received` and `unit.mismatched`.
struct ArrivalExcerpt: Decodable {
    let merchant: String
    let unitId: String
    let returnId: String?
    let lineId: String?
}

/// Of events that only name their unit.
struct UnitExcerpt: Decodable {
    let merchant: String
    let unitId: String
}

/// Of `unit.lost`.
struct LossExcerpt: Decodable {
    let merchant: String
    let returnId: String
    let lineId: String
    let quantity: Int64
}

/// Of `disposition.decided`.
struct DispositionExcerpt: Decodable {
    let merchant: String
    let unitId: String
    let decisionId: String
    let decisionNumber: Int64
    let disposition: Disposition
}

/// Of `unit.closed`.
struct ClosingExcerpt: Decodable {
    let merchant: String
    let unitId: String
    let decisionId: String
    let disposition: Disposition
    let onShelf: Bool
    let closedAt: Instant
}

/// Of `refund.due`.
struct DueExcerpt: Decodable {
    let merchant: String
    let refundId: String
    let orderId: String
    let orderLineId: String
    let currency: Currency
    let amount: MinorUnits
}

/// Of `refund.reduced`.
struct ReductionExcerpt: Decodable {
    let merchant: String
    let refundId: String
    let currency: Currency
    let reducedBy: MinorUnits
}

/// Of `refund.reversed`.
struct ReversalExcerpt: Decodable {
    let merchant: String
    let refundId: String
    let currency: Currency
    let amount: MinorUnits
}

/// Of `unit.held`.
struct HoldExcerpt: Decodable {
    let merchant: String
    let unitId: String
    let holdId: String
    let recallId: String?
    let mock: Bool
    let heldAt: Instant
}

/// Of `unit.released`.
struct ReleaseExcerpt: Decodable {
    let merchant: String
    let unitId: String
    let holdId: String
    let recallId: String?
    let releasedAt: Instant
}

/// Of `recall.scoped`.
struct ScopeExcerpt: Decodable {
    let merchant: String
    let recallId: String
    let version: Int64
    let active: Bool
    let mock: Bool
    let scopedAt: Instant
}
