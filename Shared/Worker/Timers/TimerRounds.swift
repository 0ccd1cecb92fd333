import Kernel
import Logging
import Telemetry

/// Looks for due timers now and then, fires them, and finds the one that cannot fire. One thread, as its loop.
final class TimerRounds<Working: WorkingSet> {
    private let desk: TimerDesk<Working>
    private let storage: any Storage
    private let clock: any Clock
    private let limits: WorkerLimits
    private let patience: Patience
    private let logger: Logger
    private let metrics = WorkerMetrics()
    private var round: TimerRound
    private var nextLook: Int64 = 0
    /// True when the last look may have left timers that are due: nobody should wait for records then.
    private(set) var mayHaveMore = false

    init(
        _ desk: TimerDesk<Working>, storage: any Storage, clock: any Clock, limits: WorkerLimits, patience: Patience,
        logger: Logger
    ) {
        self.desk = desk
        self.storage = storage
        self.clock = clock
        self.limits = limits
        self.patience = patience
        self.logger = logger
        round = TimerRound(most: limits.timersPerBatch)
    }

    /// Looks at the next call, for a timer was set that is due already.
    func lookSoon() { nextLook = 0 }

    /// Fires one transaction's worth of timers, when it is time to look and some are due.
    ///
    /// - Returns: true when some fired, so that there may be events for the relay.
    /// - Throws: what only a person can mend.
    func fireIfDue() throws(Fault) -> Bool {
        let now = clock.monotonicMicroseconds()
        guard now >= nextLook else { return false }
        nextLook = now + Int64(limits.timerCheckMilliseconds) * 1_000
        mayHaveMore = false
        let due = try patience.untilDone("timers.next") { () throws(Fault) in try self.storage.nextTimerDue() }
        guard let due, let moment = due, moment <= clock.now(), let result = try fire() else { return false }
        switch result {
        case .fired(let count):
            round.succeeded()
            metrics.recordTimers(count)
            // There may be more. When another process holds what is due, the next look is early enough.
            if count > 0 { (nextLook, mayHaveMore) = (now, true) }
            return count > 0
        case .refused(let taken, let fault):
            (nextLook, mayHaveMore) = (now, true)
            metrics.recordRetry(.data)
            if round.failed(taken: taken.count) == .putOff, let guilty = taken.first {
                try putOff(guilty, because: fault)
            }
            return false
        }
    }

    private func fire() throws(Fault) -> TimerDesk<Working>.Result? {
        try patience.untilDone("timers.fire") { () throws(Fault) in
            try self.desk.fire(now: self.clock.now(), limit: self.round.limit)
        }
    }

    private func putOff(_ timer: TimerEntry, because fault: Fault) throws(Fault) {
        logger.error(
            "a timer cannot fire and is put off",
            metadata: [
                LogKey.operation: "\(timer.kind)", LogKey.detail: "\(fault)",
                LogKey.waitMilliseconds: "\(limits.timerPutOffSeconds * 1_000)",
            ])
        _ = try patience.untilDone("timers.putoff") { () throws(Fault) in
            let now = self.clock.now()
            let later = now.advanced(by: .seconds(Int64(self.limits.timerPutOffSeconds)))
            try self.desk.putOff(timer, until: later, now: now, limit: self.limits.timersPerBatch)
        }
    }
}
