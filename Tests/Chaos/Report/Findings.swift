import TestSupport

/// What the judge says of a run, and what became of all that was sent.
struct Findings: Encodable {
    /// Events that no reader saw.
    var lost = 0
    /// Events that a reader saw twice without being able to know.
    var doubled = 0
    /// Events that came twice under one number, on a broker without transactions.
    var repeats = 0
    var violations = 0
    /// Breaches by law.
    var laws: [String: Int] = [:]
    /// True when the broker has transactions.
    var transactions = false
    /// Return requests sent and taken.
    var returns = 0
    /// Different records of the load that must be, and are, dead letters.
    var expectedDeadLetters = 0
    var deadLetters = 0
    /// Everything else that must not be.
    var failures: [String] = []

    /// True when nothing at all was wrong.
    var isClean: Bool {
        lost == 0 && doubled == 0 && violations == 0 && failures.isEmpty && deadLetters == expectedDeadLetters
    }

    mutating func take(_ audit: AuditVerdict) {
        lost = audit.lost
        doubled = audit.doubled
        repeats = audit.repeats
        violations = audit.violations
        laws = (audit.laws ?? [:]).filter { $0.value > 0 }
        transactions = audit.transactions
        if audit.verdict != "clean" { failures.append("the audit says \(audit.verdict)") }
    }

    /// For a person.
    var lines: [String] {
        let numbers =
            "\(lost) lost, \(doubled) doubled, \(violations) violations, \(repeats) repeats, "
            + "\(deadLetters) of \(expectedDeadLetters) dead letters"
        return ["broker \(transactions ? "with" : "without") transactions", numbers]
            + laws.sorted { $0.key < $1.key }.map { "law broken \($0.value) times: \($0.key)" }
            + failures.map { "FAILURE: \($0)" }
    }
}

/// What every kind of run tells at its end.
protocol RunReport: Encodable {
    var verdict: RunVerdict { get }
    /// For a person.
    var lines: [String] { get }
}
