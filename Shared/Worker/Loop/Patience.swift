import Kernel
import Logging
import Telemetry

/// Tries again what failed for a moment: longer waits each time, in order, for ever, and says so to probes and the log.
struct Patience {
    let policy: RetryPolicy
    let health: WorkerHealth
    let loop: WorkerHealth.LoopID
    let clock: any Clock
    let stop: StopFlag
    /// Waits the given milliseconds; returns early when a stop is asked for.
    let pause: (Int) -> Void
    let logger: Logger
    private let metrics = WorkerMetrics()

    init(
        policy: RetryPolicy, health: WorkerHealth, loop: WorkerHealth.LoopID, clock: any Clock, stop: StopFlag,
        pause: @escaping (Int) -> Void, logger: Logger
    ) {
        self.policy = policy
        self.health = health
        self.loop = loop
        self.clock = clock
        self.stop = stop
        self.pause = pause
        self.logger = logger
    }

    /// Runs `body` until it throws no transient fault.
    ///
    /// - Returns: nil when a stop was asked for while waiting.
    /// - Throws: every fault of another kind.
    func untilDone<Result>(_ operation: String, _ body: () throws(Fault) -> Result) throws(Fault) -> Result? {
        var attempt = 0
        while true {
            do {
                let result = try body()
                if attempt > 0 { recovered(operation, attempt) }
                return result
            } catch {
                guard error.kind == .transient else {
                    if attempt > 0 { recovered(operation, attempt) }
                    throw error
                }
                attempt += 1
                waitAfter(error, operation, attempt)
                if stop.isSet { return nil }
            }
        }
    }

    private func recovered(_ operation: String, _ attempts: Int) {
        health.waiting(loop, for: nil)
        logger.notice("an answer again", metadata: [LogKey.operation: "\(operation)", LogKey.attempt: "\(attempts)"])
    }

    private func waitAfter(_ fault: Fault, _ operation: String, _ attempt: Int) {
        let wait = policy.waitMilliseconds(afterAttempt: attempt)
        metrics.recordRetry(fault.kind)
        health.waiting(loop, for: fault.operation)
        health.beat(loop, at: clock.monotonicMicroseconds())
        // The first tries are ordinary (a deadlock); then only each doubling is worth a line.
        if attempt == 3 || attempt > 3 && attempt & (attempt - 1) == 0 {
            logger.warning(
                "trying again",
                metadata: [
                    LogKey.operation: "\(operation)", LogKey.detail: "\(fault)", LogKey.attempt: "\(attempt)",
                    LogKey.waitMilliseconds: "\(wait)",
                ])
        }
        pause(wait)
    }
}
