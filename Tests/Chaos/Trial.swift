import BackhaulWorld
import Foundation
import Kafka
import TestSupport
import Worker

/// What every kind of run shares: a deployment with its judge and its load, watched while something is done to it, then
/// rest and the verdict.
final class Trial {
    /// Longest wait for the first records, and for the verdict.
    private static let startLimitSeconds = 90.0
    private static let judgeLimitSeconds = 120.0
    /// Longest wait for rest at the end: while nothing moves, and in all. A slow machine may have much to catch up on.
    private static let stuckLimitSeconds = 300.0
    private static let restLimitSeconds = 1_800.0
    /// Time that nothing may move for before it counts as the end.
    private static let stillSeconds = 1.5

    let plant: Plant
    let chronicle = Chronicle()
    private let interrupted: Worker.StopFlag
    /// What else is looked after at every look.
    var tend: () throws -> Void = {}

    /// Starts the servers.
    ///
    /// - Throws: when they do not come up.
    init(seed: UInt64, folder: URL, interrupted: Worker.StopFlag) throws {
        self.interrupted = interrupted
        plant = try Plant(seed: seed, folder: folder)
    }

    /// Waits until the workers have begun.
    func untilStarted() throws {
        try wait("the first records", Self.startLimitSeconds) { (plant.standing.read()?.offsets ?? 0) > 200 }
    }

    /// Waits until the load has had all its answers and nothing moves any more.
    func rest() throws {
        var last = Standing()
        var moved = Date()
        var since = Date()
        try wait("rest", Self.restLimitSeconds) {
            let now = plant.standing.read()
            if let now, now != last { (last, moved) = (now, Date()) }
            if Date().timeIntervalSince(moved) > Self.stuckLimitSeconds {
                throw RunError("rest did not come, and nothing moves any more: \(last)")
            }
            if moved > since || !(plant.load?.isDone ?? false) || now?.isQuiet != true { since = Date() }
            return Date().timeIntervalSince(since) >= Self.stillSeconds
        }
        chronicle.say("at rest")
    }

    /// Has the audit judge, and compares what was sent with what was taken.
    func judge(_ findings: inout Findings) throws {
        guard let judge = plant.judge, let load = plant.load else { throw RunError("nobody watched") }
        let (verdict, lines) = try judge.verdict(limitSeconds: Self.judgeLimitSeconds)
        for line in lines { chronicle.say("audit: \(line)") }
        findings.take(verdict)
        if let account = load.progress?.account { try compare(account, &findings) }
        load.stop()
    }

    /// All that was sent was taken, and what was wrong was refused.
    private func compare(_ account: StreamAccount, _ findings: inout Findings) throws {
        findings.returns = account.returnsRequested
        findings.expectedDeadLetters = account.deadLetters + plant.nonsense.sent
        let settings = KafkaSettings(
            bootstrapServers: plant.broker.bootstrap, topicPrefix: plant.prefix, clientID: "chaos", properties: [:])
        findings.deadLetters = try DeadLetterCount.read(settings, logger: plant.logger, limitSeconds: 60)
        guard let taken = plant.standing.taken() else { throw RunError("the database does not answer") }
        if taken.returns != Int64(account.returnsRequested) || taken.units != Int64(account.itemsReceived) {
            findings.failures.append(
                "\(account.returnsRequested) returns and \(account.itemsReceived) items were sent, "
                    + "\(taken.returns) and \(taken.units) were taken")
        }
    }

    func pause(milliseconds: Int) throws {
        let end = Date() + Double(milliseconds) / 1_000
        while Date() < end { try tick() }
    }

    /// - Throws: `RunError` when it does not come to be within the limit.
    func wait(_ what: String, _ limitSeconds: Double, until isSo: () throws -> Bool) throws {
        let end = Date() + limitSeconds
        while try !isSo() {
            guard Date() < end else {
                let standing = plant.standing.read().map { "\($0)" } ?? "no database"
                let load = plant.load?.progress.map { "\($0)" } ?? "no load"
                throw RunError("\(what) did not come within \(Int(limitSeconds)) s: \(standing); \(load)")
            }
            try tick()
        }
    }

    /// One look at everything.
    func tick() throws {
        if interrupted.isSet { throw RunError("interrupted") }
        try tend()
        try plant.load?.check()
        try plant.judge?.check()
        Thread.sleep(forTimeInterval: 0.02)
    }
}
