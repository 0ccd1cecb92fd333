/// What a run did and what came of it. With `--json` the last line, in snake case.
struct ChaosReport: Encodable {
    /// The three ways a run can end.
    enum Verdict: String, Encodable {
        case clean, broken
        /// It did not come to its end.
        case unproven
    }

    var seed: UInt64
    /// Length of the part with faults.
    var seconds = 0
    /// Processes killed with SIGKILL.
    var kills = 0
    /// Faults done, by kind.
    var faults: [String: Int] = [:]
    /// Kinds that could not be done here, with the reason.
    var notPossible: [String: String] = [:]
    /// Kinds that could have been done and were not.
    var missed: [String] = []
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
    /// What it all comes to.
    var verdict = Verdict.unproven
    /// Return requests sent and taken.
    var returns = 0
    /// Different records of the load that must be, and are, dead letters.
    var expectedDeadLetters = 0
    var deadLetters = 0
    /// Longest time from the end of a fault to records applied again, of those that were waited for.
    var slowestRecoveryMilliseconds = 0
    /// Everything else that must not be.
    var failures: [String] = []

    /// True when nothing at all was wrong.
    var isClean: Bool {
        lost == 0 && doubled == 0 && violations == 0 && failures.isEmpty && missed.isEmpty
            && deadLetters == expectedDeadLetters
    }

    mutating func count(_ kind: FaultKind) { faults[kind.rawValue, default: 0] += 1 }

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
        let kinds = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let numbers =
            "\(lost) lost, \(doubled) doubled, \(violations) violations, \(repeats) repeats, "
            + "\(deadLetters) of \(expectedDeadLetters) dead letters"
        var lines = [
            "", "seed \(seed), \(seconds) s, \(returns) returns, \(kills) kills",
            "broker \(transactions ? "with" : "without") transactions", "faults: \(kinds)",
        ]
        lines += notPossible.sorted { $0.key < $1.key }.map { "not possible: \($0.key): \($0.value)" }
        lines += missed.map { "not done: \($0)" }
        lines += ["slowest recovery \(slowestRecoveryMilliseconds) ms", numbers]
        lines += laws.sorted { $0.key < $1.key }.map { "law broken \($0.value) times: \($0.key)" }
        lines += failures.map { "FAILURE: \($0)" }
        return lines + ["verdict: \(verdict.rawValue)"]
    }
}
