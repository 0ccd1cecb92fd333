import AuditDomain
import Kafka
import Kernel
import Logging
import Worker

/// Everything that the judge is told from outside.
package struct WatchSettings: Sendable {
    package var kafka: KafkaSettings
    package var databaseURL: String
    /// Pause between two looks at lanes and stories, in seconds.
    package var lookSeconds = 5
    /// Least pause between two comparisons with the tables, in seconds; ten times as long as the last one took if that
    /// is more.
    package var compareSeconds = 60
    /// Longest wait of a look for what is on its way, in seconds.
    package var settleSeconds = 20
    package var retry = RetryPolicy()

    package init(kafka: KafkaSettings, databaseURL: String) {
        self.kafka = kafka
        self.databaseURL = databaseURL
    }
}

/// Judges a live deployment for as long as it runs, one copy at a time, and publishes what is broken.
///
/// Its state is in memory: a new holder of the lease reads the topics from their beginning. Blocks: for a thread of its
/// own.
package final class Watch {
    private let settings: WatchSettings
    private let clock: any Clock
    private let health: WorkerHealth
    private let stop: StopFlag
    private let wake: WakeSignal
    private let logger: Logger
    private let loop = WorkerHealth.LoopID()
    private let lease: JudgeLease
    private let metrics = WatchMetrics()
    private var standing = 0

    package init(
        _ settings: WatchSettings, clock: any Clock, health: WorkerHealth, stop: StopFlag, wake: WakeSignal,
        logger: Logger
    ) {
        self.settings = settings
        self.clock = clock
        self.health = health
        self.stop = stop
        self.wake = wake
        self.logger = logger
        lease = JudgeLease(url: settings.databaseURL)
    }

    /// Runs until it is asked to stop.
    ///
    /// - Returns: what only a person can mend; nil after a stop.
    package func run() -> Fault? {
        defer {
            lease.release()
            health.ended(loop)
        }
        var attempt = 0
        while !stop.isSet {
            do throws(Fault) {
                beat()
                guard try lease.hold() else {
                    standBy()
                    continue
                }
                attempt = 0
                try judge()
            } catch {
                metrics.record(isJudging: false)
                if stop.isSet { return nil }
                guard error.kind != .fatal, error.kind != .data else { return error }
                attempt += 1
                waitOut(error, attempt)
            }
        }
        return nil
    }

    private func standBy() {
        metrics.record(isJudging: false)
        health.assigned(loop, stopped: [:])
        health.waiting(loop, for: nil)
        wake.wait(milliseconds: 1_000)
    }

    private func waitOut(_ fault: Fault, _ attempt: Int) {
        health.waiting(loop, for: "\(fault.operation): \(fault.detail)")
        if attempt & (attempt - 1) == 0 {
            logger.warning("waiting to try again", metadata: ["detail": "\(fault)", "attempt": "\(attempt)"])
        }
        wake.wait(milliseconds: settings.retry.waitMilliseconds(afterAttempt: attempt))
    }

    private func beat() { health.beat(loop, at: clock.monotonicMicroseconds()) }

    /// From the topics' beginning until the lease is lost, an outage, or a stop.
    private func judge() throws(Fault) {
        let transactions = try BrokerPromise.hasTransactions(
            settings.kafka, name: "backhaul.audit.watch", logger: logger)
        let judge = try Judge(
            kafka: settings.kafka, databaseURL: settings.databaseURL, application: "backhaul-audit",
            transactions: transactions, settleSeconds: settings.settleSeconds, clock: clock, logger: logger)
        defer { judge.close() }
        let topic = try ViolationTopic(settings: settings.kafka, logger: logger)
        defer { topic.close() }
        judge.step = { [self] () throws(Fault) in
            beat()
            if stop.isSet { throw Fault(.superseded, "audit", "asked to stop") }
        }
        health.assigned(loop, stopped: [:])
        metrics.record(isJudging: true)
        logger.info("judging", metadata: ["transactions": "\(transactions)"])
        for cut in judge.cutPartitions { logger.warning("not judged before its start", metadata: ["topic": "\(cut)"]) }
        try look(judge, topic)
    }

    private func look(_ judge: Judge, _ topic: ViolationTopic) throws(Fault) {
        var looks = LookClock(settings, now: clock.monotonicMicroseconds())
        var quick = Suspicions()
        var slow = Suspicions()
        while !stop.isSet {
            try judge.read(waitMilliseconds: 200)
            let kind = looks.due(at: clock.monotonicMicroseconds())
            guard let kind else { continue }
            try insist(judge) { (judge) throws(Fault) in
                let began = clock.monotonicMicroseconds()
                let round = try judge.round(comparing: kind == .everything)
                quick.look(round.lanes)
                if kind == .everything {
                    slow.look(round.stories)
                    let ended = clock.monotonicMicroseconds()
                    looks.compared(from: began, to: ended, suspects: slow.suspects)
                    metrics.record(comparisonSeconds: Double(ended - began) / 1_000_000)
                }
                metrics.record(round, judge.book, transactions: judge.transactions)
            }
            try tell(quick.certain.union(slow.certain), topic)
        }
    }

    /// An outage of the database or the broker costs this look, not what was read: the judge goes on.
    private func insist(_ judge: Judge, _ body: (Judge) throws(Fault) -> Void) throws(Fault) {
        do throws(Fault) {
            try body(judge)
            health.waiting(loop, for: nil)
        } catch {
            guard error.kind == .transient else { throw error }
            health.waiting(loop, for: "\(error.operation): \(error.detail)")
            logger.warning("this look is left out", metadata: ["detail": "\(error)"])
        }
    }

    private func tell(_ findings: Set<Finding>, _ topic: ViolationTopic) throws(Fault) {
        metrics.record(standing: findings)
        if findings.count != standing {
            logger.warning("what stands has changed", metadata: ["laws.broken": "\(findings.count)"])
            standing = findings.count
        }
        guard !findings.isEmpty else { return }
        // Another copy may have taken over while this one was frozen: it tells, then.
        guard try lease.hold() else { throw Fault(.superseded, "audit.lease", "another copy judges by now") }
        let count = try topic.tell(findings, at: clock.now())
        guard count > 0 else { return }
        for finding in findings.sorted().prefix(10) { logger.error("a law is broken", metadata: ["law": "\(finding)"]) }
    }
}
