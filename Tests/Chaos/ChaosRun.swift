import Foundation
import TestSupport
import Worker

/// One run: a deployment under load, faults, healing, rest, verdict.
final class ChaosRun {
    /// Longest wait for records after a fault.
    private static let recoveryLimitSeconds = 60.0
    /// Records that must be applied before a deployment counts as recovered.
    private static let recoveredRecords: Int64 = 30

    private let options: ChaosOptions
    private let trial: Trial
    private let hand: FaultHand
    private var report: ChaosReport

    private var plant: Plant { trial.plant }
    private var chronicle: Chronicle { trial.chronicle }

    /// Starts the servers.
    ///
    /// - Throws: when they do not come up.
    init(options: ChaosOptions, folder: URL, interrupted: Worker.StopFlag) throws {
        self.options = options
        report = ChaosReport(seed: options.run.seed)
        trial = try Trial(seed: options.run.seed, folder: folder, interrupted: interrupted)
        hand = FaultHand(trial.plant)
    }

    /// - Returns: what was done and what came of it, also when the run did not come to its end.
    func run() -> ChaosReport {
        var isWhole = true
        do { try proceed() } catch {
            isWhole = false
            report.findings.failures.append("\(error)")
        }
        report.kills = plant.fleet.kills
        report.findings.failures += plant.fleet.failures
        report.verdict = !isWhole ? .unproven : report.isClean ? .clean : .broken
        return report
    }

    private func proceed() throws {
        // More than there is time for: the load must not end before the faults do.
        let returns = Int((Double(options.seconds) * 3 + 60) * options.run.returnsPerSecond)
        trial.tend = { [hand, plant] in
            try hand.tend()
            try plant.fleet.tend()
        }
        try plant.prepare()
        try plant.fleet.start()
        try plant.startLoad(seed: options.run.seed, returns: returns, perSecond: options.run.returnsPerSecond)
        chronicle.say("started: \(plant.fleet.copies.count) workers")
        try trial.untilStarted()
        try strike()
        try hand.heal()
        chronicle.say("healed")
        plant.load?.finish()
        try trial.rest()
        try trial.judge(&report.findings)
        plant.fleet.stop()
    }

    /// Ends every process.
    func end() { plant.end() }

    /// Faults until the time is up and every kind has come.
    private func strike() throws {
        let start = chronicle.seconds
        defer { report.seconds = Int(chronicle.seconds - start) }
        let impossible = hand.impossible
        report.notPossible = Dictionary(uniqueKeysWithValues: impossible.map { ($0.key.rawValue, $0.value) })
        let possible = FaultKind.allCases.filter { impossible[$0] == nil }
        let longest = Double(options.seconds) * 2 + 60
        for step in FaultSchedule(seed: options.run.seed, possible: possible) {
            let elapsed = chronicle.seconds - start
            report.missed = possible.map(\.rawValue).filter { report.faults[$0] == nil }
            if elapsed >= Double(options.seconds), report.missed.isEmpty || elapsed >= longest { break }
            if let what = try hand.strike(step) {
                report.count(step.kind)
                chronicle.say("#\(step.number) \(step.kind.rawValue): \(what)")
            }
            if step.settles { try settle(step) } else { try trial.pause(milliseconds: step.pauseMilliseconds) }
        }
    }

    /// Waits until the fault is over and records are applied again.
    private func settle(_ step: FaultStep) throws {
        while !hand.isIdle { try trial.tick() }
        let healed = chronicle.seconds
        var before = plant.standing.read()?.offsets
        while plant.load?.isPublishing ?? false {
            try trial.tick()
            guard let now = plant.standing.read()?.offsets else { continue }
            before = before ?? now
            if now >= (before ?? now) + Self.recoveredRecords { break }
            if chronicle.seconds - healed > Self.recoveryLimitSeconds {
                report.findings.failures.append(
                    "no records were applied for \(Int(Self.recoveryLimitSeconds)) s after #\(step.number)")
                break
            }
        }
        report.slowestRecoveryMilliseconds = max(
            report.slowestRecoveryMilliseconds, Int((chronicle.seconds - healed) * 1_000))
    }
}
