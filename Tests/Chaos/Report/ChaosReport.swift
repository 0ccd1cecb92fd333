import TestSupport

/// What a run of faults did and what came of it. With `--json` the last line, in snake case.
struct ChaosReport: RunReport {
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
    /// Longest time from the end of a fault to records applied again, of those that were waited for.
    var slowestRecoveryMilliseconds = 0
    /// What it all comes to.
    var verdict = RunVerdict.unproven
    var findings = Findings()

    /// True when nothing at all was wrong.
    var isClean: Bool { findings.isClean && missed.isEmpty }

    mutating func count(_ kind: FaultKind) { faults[kind.rawValue, default: 0] += 1 }

    /// For a person.
    var lines: [String] {
        let kinds = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return ["", "seed \(seed), \(seconds) s, \(findings.returns) returns, \(kills) kills", "faults: \(kinds)"]
            + notPossible.sorted { $0.key < $1.key }.map { "not possible: \($0.key): \($0.value)" }
            + missed.map { "not done: \($0)" }
            + ["slowest recovery \(slowestRecoveryMilliseconds) ms"] + findings.lines
            + ["verdict: \(verdict.rawValue)"]
    }

    private enum Keys: CodingKey {
        case seed, seconds, kills, faults, notPossible, missed, slowestRecoveryMilliseconds, verdict
    }

    /// One flat object.
    func encode(to encoder: any Encoder) throws {
        try findings.encode(to: encoder)
        var object = encoder.container(keyedBy: Keys.self)
        try object.encode(seed, forKey: .seed)
        try object.encode(seconds, forKey: .seconds)
        try object.encode(kills, forKey: .kills)
        try object.encode(faults, forKey: .faults)
        try object.encode(notPossible, forKey: .notPossible)
        try object.encode(missed, forKey: .missed)
        try object.encode(slowestRecoveryMilliseconds, forKey: .slowestRecoveryMilliseconds)
        try object.encode(verdict, forKey: .verdict)
    }
}
