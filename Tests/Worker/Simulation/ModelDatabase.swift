import Kernel
import Worker

/// The schema of one service: what is committed, and who holds which lock.
final class ModelDatabase {
    let service: String
    var lanes: [LaneID: LaneRow] = [:]
    var outbox: [Int32: [Segment]] = [:]
    var hints: [Int32: Int64] = [:]
    var marks: [MarkKey: [UInt8]] = [:]
    var deployment: Deployment?
    var timers: [String: TimerEntry] = [:]
    /// The service's own table: what was done, and how often.
    var done: [String: Int] = [:]
    /// The session that holds the lease of each relay shard.
    var leases: [Int: ObjectIdentifier] = [:]
    private var laneLocks: [LaneID: ModelTransaction] = [:]
    private var timerLocks: [String: ModelTransaction] = [:]
    /// Texts that the service's table refuses.
    var refuses: (String) -> Bool = { _ in false }
    /// Negative control: false lets two transactions hold one lane.
    var locksLanes = true

    init(service: String) { self.service = service }

    /// A holder that stands still for long is ended by the server (`idle_in_transaction_session_timeout`), so nobody
    /// waits.
    func lock(_ lane: LaneID, for transaction: ModelTransaction) {
        guard locksLanes else { return }
        if let holder = laneLocks[lane], holder !== transaction { holder.isKilled = true }
        laneLocks[lane] = transaction
    }

    func lockTimer(_ key: String, for transaction: ModelTransaction) {
        if let holder = timerLocks[key], holder !== transaction { holder.isKilled = true }
        timerLocks[key] = transaction
    }

    /// Due timers that no other open transaction has touched, earliest first.
    func dueTimers(at now: Instant, limit: Int, for transaction: ModelTransaction) -> [TimerEntry] {
        let due = timers.values.filter { timer in
            let holder = timerLocks[timer.key]
            return timer.dueAt <= now && (holder == nil || holder === transaction)
        }
        return Array(due.sorted { ($0.dueAt, $0.key) < ($1.dueAt, $1.key) }.prefix(limit))
    }

    func release(_ transaction: ModelTransaction) {
        laneLocks = laneLocks.filter { $0.value !== transaction }
        timerLocks = timerLocks.filter { $0.value !== transaction }
    }

    func register(_ wanted: [LaneID]) {
        for lane in wanted where lanes[lane] == nil {
            lanes[lane] = LaneRow(number: Int32(lanes.count), nextOffset: nil, sequence: 0)
        }
    }

    /// The number is known to be published.
    func isCopied(_ lane: Int32, _ position: Int64) -> Bool { (hints[lane] ?? 0) >= position }
}
