import Contracts

/// A refusal says what, where and what was expected, and never what stood there.
enum RefusalLaw {
    static func check(_ violation: ContractViolation) throws {
        let detail = violation.detail
        guard !detail.isEmpty, detail.utf8.count < 500 else {
            throw Objection("a message of \(detail.utf8.count) bytes: \(detail.prefix(80))")
        }
        guard !detail.contains(Extremes.canary) else { throw Objection("the message quotes the payload: \(detail)") }
        guard detail.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw Objection("the message holds control characters")
        }
        // A conflict says what is known already.
        let isSaid = violation.reason == .conflict || ["expected", "required", "not "].contains { detail.contains($0) }
        guard isSaid else { throw Objection("the message does not say what was expected: \(detail)") }
        guard violation.reason != .schema || detail.contains(": ") || detail == "not of the schema" else {
            throw Objection("the message does not say where: \(detail)")
        }
    }
}
