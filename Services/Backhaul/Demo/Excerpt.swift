import Contracts
import FoundationEssentials
import Kernel

/// Reads only the fields that the ledger counts: it looks at every event while the workers share the machine with it.
enum Excerpt {
    /// - Throws: `ContractViolation` (`schema`) when a field is missing or of another type.
    static func read<Fields: Decodable>(_ type: Fields.Type, from data: [UInt8]) throws(ContractViolation) -> Fields {
        do { return try JSONDecoder().decode(type, from: Data(data)) } catch {
            throw ContractViolation(.schema, "not of the schema")
        }
    }
}

/// Of `unit.received` and `unit.mismatched`.
struct UnitExcerpt: Decodable, Sendable { let unitId: String }

/// Of `disposition.decided`.
struct DecisionExcerpt: Decodable, Sendable {
    let unitId: String
    let decisionId: String
    let decisionNumber: Int64
    let because: DecisionCause
    let disposition: Disposition
}
