import Foundation
import TestSupport

/// What a run did and what came of it. With `--json` the last line.
struct LoadReport: Encodable {
    let seed: UInt64
    private(set) var events = 0
    private(set) var lost = 0
    private(set) var doubled = 0
    /// The most that each worker had resident in any scenario.
    private(set) var peakMegabytes: [String: Int] = [:]
    let boundMegabytes = ScenarioReport.boundMegabytes
    private(set) var scenarios: [ScenarioReport] = []
    private(set) var verdict = RunVerdict.clean

    init(seed: UInt64) { self.seed = seed }

    mutating func take(_ scenario: ScenarioReport) {
        events += scenario.events
        lost += scenario.lost
        doubled += scenario.doubled
        peakMegabytes.merge(scenario.peakMegabytes) { max($0, $1) }
        scenarios.append(scenario)
        if verdict != .broken, scenario.verdict != .clean { verdict = scenario.verdict }
    }

    /// For a person.
    var lines: [String] {
        [""] + scenarios.flatMap(\.lines)
            + ["seed \(seed), \(events) events, \(lost) lost, \(doubled) doubled", "verdict: \(verdict.rawValue)"]
    }

    /// One line.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
