import Kernel
import Worker

/// The schema of one service: what is committed, and who holds which lock. A lane's number is its place.
final class ModelDatabase {
    let service: String
    var lanes: [LaneID] = []
    var rows: [LaneRow] = []
    private(set) var outbox: [[Segment]] = []
    var hints: [Int64] = []
    private(set) var marks: [MarkKey: [UInt8]] = [:]
    private(set) var timers: [TimerEntry] = []
    var deployment: Deployment?
    /// The service's own table: what was done, in the order of commits.
    var effects: [String] = []
    /// The lease of each relay shard.
    var leases: [Lease]
    private var laneLocks: [ModelTransaction?] = []
    private var timerLocks: [(key: String, holder: ModelTransaction)] = []
    /// Texts that the service's table refuses.
    var refuses: (String) -> Bool = { _ in false }
    /// Rows that the outbox refuses.
    var refusesSegment: (Segment) -> Bool = { _ in false }

    /// Weak: a session knows its database and is not kept by it, and a lease ends with its session.
    struct Lease {
        weak var holder: ModelOutbox?
    }

    init(service: String, shards: Int) {
        self.service = service
        leases = Array(repeating: Lease(), count: shards)
    }

    func number(of lane: LaneID) -> Int? {
        lanes.firstIndex { $0.partition == lane.partition && $0.topic == lane.topic }
    }

    func register(_ wanted: [LaneID]) {
        for lane in wanted where number(of: lane) == nil {
            rows.append(LaneRow(number: Int32(lanes.count), nextOffset: nil, sequence: 0))
            lanes.append(lane)
            outbox.append([])
            hints.append(0)
            laneLocks.append(nil)
        }
    }

    /// A holder that stands still for long is ended by the server (`idle_in_transaction_session_timeout`), so nobody
    /// waits.
    func lock(_ number: Int, for transaction: ModelTransaction) {
        if let holder = laneLocks[number], holder !== transaction { holder.isKilled = true }
        laneLocks[number] = transaction
    }

    func lockTimer(_ key: String, for transaction: ModelTransaction) {
        if let place = timerLocks.firstIndex(where: { $0.key == key }) {
            if timerLocks[place].holder !== transaction { timerLocks[place].holder.isKilled = true }
            timerLocks[place].holder = transaction
        } else {
            timerLocks.append((key, transaction))
        }
    }

    /// Due timers that no other open transaction has touched, earliest first.
    func dueTimers(at now: Instant, limit: Int, for transaction: ModelTransaction) -> [TimerEntry] {
        let due = timers.filter { timer in
            timer.dueAt <= now && !timerLocks.contains { $0.key == timer.key && $0.holder !== transaction }
        }
        return Array(due.sorted { ($0.dueAt, $0.key) < ($1.dueAt, $1.key) }.prefix(limit))
    }

    func release(_ transaction: ModelTransaction) {
        for number in laneLocks.indices where laneLocks[number] === transaction { laneLocks[number] = nil }
        timerLocks.removeAll { $0.holder === transaction }
    }

    /// What one transaction writes.
    enum Write {
        case move(LaneMove), segment(Segment), mark(MarkKey, [UInt8]), effect(String)
        case setTimer(TimerEntry), dropTimer(String)
    }

    func apply(_ write: Write) {
        switch write {
        case .move(let move):
            guard let number = number(of: move.lane) else { return }
            rows[number].nextOffset = move.nextOffset
            rows[number].sequence = move.sequence
            if let witness = move.witness { rows[number].witness = witness }
        case .segment(let segment): outbox[Int(segment.laneNumber)].append(segment)
        case .mark(let key, let bytes): marks[key] = bytes
        case .effect(let text): effects.append(text)
        case .setTimer(let timer):
            timers.removeAll { $0.key == timer.key }
            timers.append(timer)
        case .dropTimer(let key): timers.removeAll { $0.key == key }
        }
    }

    func raiseHint(_ lane: Int, to number: Int64) { hints[lane] = max(hints[lane], number) }

    /// Frees the rows wholly below the hints.
    /// - Returns: the highest number freed of each lane.
    func reclaim() -> [Int64] {
        outbox.indices.map { lane in
            let freed = outbox[lane].filter { $0.lastSequence <= hints[lane] }.map(\.lastSequence).max() ?? 0
            if freed > 0 { outbox[lane].removeAll { $0.lastSequence <= hints[lane] } }
            return freed
        }
    }
}
