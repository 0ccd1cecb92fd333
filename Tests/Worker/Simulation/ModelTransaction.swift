import Kernel
import Worker

/// One open transaction on the model database: its writes count at the commit, its locks hold until then.
final class ModelTransaction: UnitOfWork {
    var isKilled = false
    private let database: ModelDatabase
    private let ports: Ports
    private let life: Life
    private var writes: [(ModelDatabase) -> Void] = []
    private var fault: Fault?

    init(_ database: ModelDatabase, ports: Ports, life: Life) {
        self.database = database
        self.ports = ports
        self.life = life
    }

    func commit() throws(Fault) {
        try statement("commit")
        for write in writes { write(database) }
        database.release(self)
        // From here on the answer may be lost, but what was written stays.
        try ports.call("committed", by: life)
    }

    /// As in PostgreSQL every statement after a failed one fails too, with the first cause.
    private func statement(_ name: String) throws(Fault) {
        if let fault { throw fault }
        do throws(Fault) {
            try ports.call(name, by: life)
            if isKilled {
                ports.fate.count("ended session")
                throw Fault(.transient, name, "the server ended the session")
            }
        } catch {
            fault = error
            throw error
        }
    }

    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        try self.statement(statement.name)
        guard case .texts(let texts) = parameters.first else { return .none }
        let rows = texts.compactMap(\.self)
        if rows.contains(where: database.refuses) {
            let refusal = Fault(.data, statement.name, "a value out of range", code: "22003")
            fault = refusal
            ports.fate.count("refused data")
            throw refusal
        }
        writes.append { database in for row in rows { database.done[row, default: 0] += 1 } }
        return .none
    }

    func lockLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        try statement("lanes.lock")
        for lane in lanes { database.lock(lane, for: self) }
        return database.lanes.filter { lanes.contains($0.key) }
    }

    func moveLanes(_ moves: [LaneMove]) throws(Fault) {
        try statement("lanes.move")
        writes.append { database in
            for move in moves {
                database.lanes[move.lane]?.nextOffset = move.nextOffset
                database.lanes[move.lane]?.sequence = move.sequence
                if let witness = move.witness { database.lanes[move.lane]?.witness = witness }
            }
        }
    }

    func appendSegments(_ segments: [Segment]) throws(Fault) {
        guard !segments.isEmpty else { return }
        try statement("outbox.append")
        writes.append { database in
            for segment in segments { database.outbox[segment.laneNumber, default: []].append(segment) }
        }
    }

    func loadMarks(_ keys: [MarkKey]) throws(Fault) -> [MarkKey: [UInt8]] {
        try statement("marks.load")
        return database.marks.filter { keys.contains($0.key) }
    }

    func storeMarks(_ marks: [MarkKey: [UInt8]]) throws(Fault) {
        guard !marks.isEmpty else { return }
        try statement("marks.store")
        writes.append { $0.marks.merge(marks) { $1 } }
    }

    func takeDueTimers(at now: Instant, limit: Int) throws(Fault) -> [TimerEntry] {
        try statement("timers.take")
        let due = database.dueTimers(at: now, limit: limit, for: self)
        for timer in due { database.lockTimer(timer.key, for: self) }
        writes.append { database in for timer in due { database.timers[timer.key] = nil } }
        return due
    }

    func scheduleTimers(_ timers: [TimerEntry]) throws(Fault) {
        try statement("timers.schedule")
        for timer in timers { database.lockTimer(timer.key, for: self) }
        if timers.contains(where: { $0.dueAt.since(ports.fate.now()) > .seconds(60) }) { ports.fate.count("put off") }
        writes.append { database in for timer in timers { database.timers[timer.key] = timer } }
    }

    func cancelTimers(_ keys: [String]) throws(Fault) {
        try statement("timers.cancel")
        for key in keys { database.lockTimer(key, for: self) }
        writes.append { database in for key in keys { database.timers[key] = nil } }
    }
}

/// The database as one worker thread sees it.
final class ModelStorage: Storage {
    private let database: ModelDatabase
    private let ports: Ports
    private let life: Life

    init(_ database: ModelDatabase, ports: Ports, life: Life) {
        self.database = database
        self.ports = ports
        self.life = life
    }

    func transaction<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        try ports.call("begin", by: life)
        let transaction = ModelTransaction(database, ports: ports, life: life)
        defer { database.release(transaction) }
        let result = try body(transaction)
        try transaction.commit()
        return result
    }

    func registerLanes(_ lanes: [LaneID]) throws(Fault) {
        try ports.call("lanes.register", by: life)
        database.register(lanes)
    }

    func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        try ports.call("lanes.read", by: life)
        return database.lanes.filter { lanes.contains($0.key) }
    }

    func claim(_ deployment: Deployment) throws(Fault) -> Deployment {
        try ports.call("deployment", by: life)
        let stored = database.deployment ?? deployment
        database.deployment = stored
        return stored
    }

    func nextTimerDue() throws(Fault) -> Instant? {
        try ports.call("timers.next", by: life)
        return database.timers.values.map(\.dueAt).min()
    }

    func close() {}
}
