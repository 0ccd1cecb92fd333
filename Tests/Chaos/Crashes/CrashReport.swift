import TestSupport

/// What a run of the crash matrix did and what came of it. With `--json` the last line, in snake case.
struct CrashReport: RunReport {
    var seed: UInt64
    /// True when only a part of the matrix was wanted.
    var short: Bool
    var seconds = 0
    /// Workers that died where they should, by point and pass.
    var deaths: [String: Int] = [:]
    /// Deaths of `backhaul migrate`.
    var migrationDeaths = 0
    /// Deaths that did not come about.
    var missed: [String] = []
    /// Points that this broker never lets a worker pass.
    var notPossible: [String] = []
    var verdict = RunVerdict.unproven
    var findings = Findings()

    /// Processes that died.
    var kills: Int { migrationDeaths + deaths.values.reduce(0, +) }

    /// True when nothing at all was wrong.
    var isClean: Bool { findings.isClean && missed.isEmpty && migrationDeaths > 0 }

    /// For a person.
    var lines: [String] {
        let died = deaths.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let summary =
            "seed \(seed), \(seconds) s, \(findings.returns) returns, \(kills) deaths, "
            + "\(migrationDeaths) of them of migrations"
        return ["", summary, "deaths: \(died)"]
            + (notPossible.isEmpty ? [] : ["not possible on this broker: \(notPossible.joined(separator: ", "))"])
            + missed.map { "NOT REACHED: \($0)" } + findings.lines + ["verdict: \(verdict.rawValue)"]
    }

    private enum Keys: CodingKey {
        case seed, short, seconds, kills, deaths, migrationDeaths, missed, notPossible, verdict
    }

    /// One flat object.
    func encode(to encoder: any Encoder) throws {
        try findings.encode(to: encoder)
        var object = encoder.container(keyedBy: Keys.self)
        try object.encode(seed, forKey: .seed)
        try object.encode(short, forKey: .short)
        try object.encode(seconds, forKey: .seconds)
        try object.encode(kills, forKey: .kills)
        try object.encode(deaths, forKey: .deaths)
        try object.encode(migrationDeaths, forKey: .migrationDeaths)
        try object.encode(missed, forKey: .missed)
        try object.encode(notPossible, forKey: .notPossible)
        try object.encode(verdict, forKey: .verdict)
    }
}
