import Foundation
import TestSupport

/// All inputs of a level, portion by portion, each in a process of its own.
struct FuzzCampaign {
    let seed: UInt64
    /// An input that takes longer stalls. A batch of the largest events a service takes is one step.
    private let stallSeconds = 60
    /// A level is given up after so many findings.
    private let findingsMax = 5

    static func newTallyPath() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString)").path
    }

    /// - Returns: true when nothing is wrong.
    func run(_ level: Level, _ count: UInt64) throws -> Bool {
        let path = Self.newTallyPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let tally = try Tally(path: path)
        let database = level == .decisions ? try TestDatabase.url() : ""
        let start = ContinuousClock.now
        var findings = 0
        for first in stride(from: 0, to: count, by: UInt64.Stride(level.portion)) {
            let portion = Portion(
                level: level, seed: seed, numbers: first..<min(first + level.portion, count), isStepwise: false,
                database: database)
            let process = PortionProcess(portion: portion, tallyPath: path, stallSeconds: stallSeconds)
            guard let finding = try process.run(tally) else { continue }
            findings += 1
            let again = "Tests/run fuzz --level \(level) --seed \(seed) --input \(tally.current)"
            print("\(level): \(finding)\nagain: \(again)")
            if findings == findingsMax { break }
        }
        tell(level, tally, seconds: (ContinuousClock.now - start) / .seconds(1), findings)
        return findings == 0
    }

    private func tell(_ level: Level, _ tally: Tally, seconds: Double, _ findings: Int) {
        let counts = Tally.Count.allCases.map { "\($0) \(tally[$0])" }.joined(separator: ", ")
        let rate = Int(Double(tally[.inputs]) / max(seconds, 0.001))
        print("\(level): \(counts); \(rate) a second; \(findings == 0 ? "nothing wrong" : "\(findings) FINDINGS")")
    }
}
