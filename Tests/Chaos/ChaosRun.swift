import BackhaulWorld
import Foundation
import Kafka
import Worker

/// One run: a deployment under load, faults, healing, rest, verdict.
final class ChaosRun {
    /// Longest wait for the first records, for records after a fault, and for rest at the end.
    private static let startLimitSeconds = 90.0
    private static let recoveryLimitSeconds = 60.0
    private static let restLimitSeconds = 300.0
    private static let judgeLimitSeconds = 120.0
    /// Records that must be applied before a deployment counts as recovered.
    private static let recoveredRecords: Int64 = 30
    /// Time that nothing may move for before it counts as the end.
    private static let stillSeconds = 1.5

    private let options: ChaosOptions
    private let interrupted: Worker.StopFlag
    private let plant: Plant
    private let hand: FaultHand
    private let chronicle = Chronicle()
    private var report: ChaosReport

    /// Starts the servers.
    ///
    /// - Throws: when they do not come up.
    init(options: ChaosOptions, folder: URL, interrupted: Worker.StopFlag) throws {
        self.options = options
        self.interrupted = interrupted
        report = ChaosReport(seed: options.seed)
        plant = try Plant(seed: options.seed, folder: folder)
        hand = FaultHand(plant)
    }

    /// - Returns: what was done and what came of it, also when the run did not come to its end.
    func run() -> ChaosReport {
        var isWhole = true
        do { try proceed() } catch {
            isWhole = false
            report.failures.append("\(error)")
        }
        report.kills = plant.fleet.kills
        report.failures += plant.fleet.failures
        report.verdict = !isWhole ? .unproven : report.isClean ? .clean : .broken
        return report
    }

    private func proceed() throws {
        let returns = Int(Double(options.seconds) * options.returnsPerSecond)
        try plant.start(seed: options.seed, returns: returns, perSecond: options.returnsPerSecond)
        chronicle.say("started: \(plant.fleet.copies.count) workers, \(returns) returns to come")
        try wait("the first records", Self.startLimitSeconds) { (plant.standing.read()?.offsets ?? 0) > 200 }
        try strike()
        try hand.heal()
        chronicle.say("healed")
        try rest()
        try judge()
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
        for step in FaultSchedule(seed: options.seed, possible: possible) {
            let elapsed = chronicle.seconds - start
            report.missed = possible.map(\.rawValue).filter { report.faults[$0] == nil }
            if elapsed >= Double(options.seconds), report.missed.isEmpty || elapsed >= longest { break }
            if let what = try hand.strike(step) {
                report.count(step.kind)
                chronicle.say("#\(step.number) \(step.kind.rawValue): \(what)")
            }
            if step.settles { try settle(step) } else { try pause(milliseconds: step.pauseMilliseconds) }
        }
    }

    /// Waits until the fault is over and records are applied again.
    private func settle(_ step: FaultStep) throws {
        while !hand.isIdle { try tick() }
        let healed = chronicle.seconds
        var before = plant.standing.read()?.offsets
        while plant.load?.isPublishing ?? false {
            try tick()
            guard let now = plant.standing.read()?.offsets else { continue }
            before = before ?? now
            if now >= (before ?? now) + Self.recoveredRecords { break }
            if chronicle.seconds - healed > Self.recoveryLimitSeconds {
                report.failures.append(
                    "no records were applied for \(Int(Self.recoveryLimitSeconds)) s after #\(step.number)")
                break
            }
        }
        report.slowestRecoveryMilliseconds = max(
            report.slowestRecoveryMilliseconds, Int((chronicle.seconds - healed) * 1_000))
    }

    /// Waits until the load has had all its answers and nothing moves any more.
    private func rest() throws {
        var last = Standing()
        var since = Date()
        try wait("rest", Self.restLimitSeconds) {
            guard plant.load?.isDone ?? false, let now = plant.standing.read() else { return false }
            if now != last || !now.isQuiet {
                last = now
                since = Date()
            }
            return Date().timeIntervalSince(since) >= Self.stillSeconds
        }
        chronicle.say("at rest")
    }

    private func judge() throws {
        guard let judge = plant.judge, let load = plant.load else { return }
        let (verdict, lines) = try judge.verdict(limitSeconds: Self.judgeLimitSeconds)
        for line in lines { chronicle.say("audit: \(line)") }
        report.take(verdict)
        if let account = load.progress?.account { try compare(account) }
        load.stop()
    }

    /// All that was sent was taken, and what was wrong was refused.
    private func compare(_ account: StreamAccount) throws {
        report.returns = account.returnsRequested
        report.expectedDeadLetters = account.deadLetters
        let settings = KafkaSettings(
            bootstrapServers: plant.broker.bootstrap, topicPrefix: plant.prefix, clientID: "chaos", properties: [:])
        report.deadLetters = try DeadLetterCount.read(settings, logger: plant.logger, limitSeconds: 60)
        guard let taken = plant.standing.taken() else { throw ChaosError("the database does not answer") }
        if taken.returns != Int64(account.returnsRequested) || taken.units != Int64(account.itemsReceived) {
            report.failures.append(
                "\(account.returnsRequested) returns and \(account.itemsReceived) items were sent, "
                    + "\(taken.returns) and \(taken.units) were taken")
        }
    }

    private func pause(milliseconds: Int) throws {
        let end = Date() + Double(milliseconds) / 1_000
        while Date() < end { try tick() }
    }

    private func wait(_ what: String, _ limitSeconds: Double, until isSo: () throws -> Bool) throws {
        let end = Date() + limitSeconds
        while try !isSo() {
            guard Date() < end else {
                let standing = plant.standing.read().map { "\($0)" } ?? "no database"
                let load = plant.load?.progress.map { "\($0)" } ?? "no load"
                throw ChaosError("\(what) did not come within \(Int(limitSeconds)) s: \(standing); \(load)")
            }
            try tick()
        }
    }

    /// One look at everything.
    private func tick() throws {
        if interrupted.isSet { throw ChaosError("interrupted") }
        try hand.tend()
        try plant.fleet.tend()
        try plant.load?.check()
        try plant.judge?.check()
        Thread.sleep(forTimeInterval: 0.02)
    }
}
