import TestSupport

/// What one scenario did and what came of it.
struct ScenarioReport: Encodable {
    /// Megabytes (of 2^20 bytes) that no worker may have resident at any moment. A worker rests at some 40, holds up to
    /// 20 of records that were fetched ahead, and works on batches of at most 4 in several forms.
    static let boundMegabytes = 120

    let scenario: String
    /// Valid events and garbage that were sent.
    var events = 0
    var seconds = 0
    /// Effects or answers that are missing.
    var lost = 0
    /// Effects or answers that are there twice.
    var doubled = 0
    /// The most that each worker had resident.
    var peakMegabytes: [String: Int] = [:]
    /// Counts and measures of the scenario's own.
    var numbers: [String: Int] = [:]
    /// Everything else that must not be.
    var failures: [String] = []
    var verdict: RunVerdict { !isWhole ? .unproven : isClean ? .clean : .broken }
    /// False until the scenario has come to its end.
    var isWhole = false

    init(_ scenario: Scenario) { self.scenario = scenario.rawValue }

    private var isClean: Bool { lost == 0 && doubled == 0 && failures.isEmpty }

    /// Compares what is there with what must be there: fewer are lost, more are doubled.
    mutating func compare(_ what: String, _ found: Int, expected: Int) {
        numbers[what] = found
        guard found != expected else { return }
        lost += max(0, expected - found)
        doubled += max(0, found - expected)
        failures.append("\(what): \(found), expected \(expected)")
    }

    mutating func expect(_ holds: Bool, _ failure: @autoclosure () -> String) {
        if !holds { failures.append(failure()) }
    }

    mutating func judgeMemory() {
        for (worker, peak) in peakMegabytes.sorted(by: { $0.key < $1.key }) where peak > Self.boundMegabytes {
            failures.append("\(worker) had \(peak) MB resident, more than \(Self.boundMegabytes)")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case scenario, events, seconds, lost, doubled, peakMegabytes, numbers, failures, verdict
    }

    func encode(to encoder: any Encoder) throws {
        var all = encoder.container(keyedBy: CodingKeys.self)
        try all.encode(scenario, forKey: .scenario)
        try all.encode(events, forKey: .events)
        try all.encode(seconds, forKey: .seconds)
        try all.encode(lost, forKey: .lost)
        try all.encode(doubled, forKey: .doubled)
        try all.encode(peakMegabytes, forKey: .peakMegabytes)
        try all.encode(numbers, forKey: .numbers)
        try all.encode(failures, forKey: .failures)
        try all.encode(verdict, forKey: .verdict)
    }

    /// For a person.
    var lines: [String] {
        func list(_ values: [String: Int]) -> String {
            values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        return [
            "\(scenario): \(verdict.rawValue), \(events) events in \(seconds) s, \(lost) lost, \(doubled) doubled",
            "    peak megabytes: \(list(peakMegabytes))", "    \(list(numbers))",
        ] + failures.map { "    FAILURE: \($0)" }
    }
}
