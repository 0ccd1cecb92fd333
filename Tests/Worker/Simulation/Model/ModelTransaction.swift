import Kernel
import Worker

/// One open transaction on the model database: its writes count at the commit, its locks hold until then.
final class ModelTransaction: UnitOfWork {
    var isKilled = false
    private let storage: ModelStorage
    private let database: ModelDatabase
    private let ports: Ports
    private let life: Life
    private(set) var writes: [ModelDatabase.Write] = []
    private var fault: Fault?

    init(_ storage: ModelStorage) {
        self.storage = storage
        database = storage.database
        ports = storage.ports
        life = storage.life
    }

    func commit() throws(Fault) {
        try statement("commit")
        for write in writes { database.apply(write) }
        database.release(self)
        ports.fate.note("\(life) commits \(Self.summary(of: writes, database))")
        // From here on the answer may be lost, but what was written stays.
        try ports.after("commit", life)
    }

    /// As in PostgreSQL every statement after a failed one fails too, with the first cause.
    private func statement(_ name: String) throws(Fault) {
        if let fault { throw fault }
        do throws(Fault) {
            try ports.before(name, life)
            if isKilled { throw ended(name) }
        } catch {
            fault = error
            throw error
        }
    }

    private func ended(_ name: String) -> Fault {
        ports.fate.count(.endedSession)
        return Fault(.transient, name, "the server ended the session")
    }

    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        try self.statement(statement.name)
        guard case .texts(let texts) = parameters.first else { return .none }
        for text in texts {
            guard let text else { continue }
            guard !database.refuses(text) else { throw refusal(at: statement.name) }
            writes.append(.effect(text))
        }
        return .none
    }

    private func refusal(at name: String) -> Fault {
        let refusal = Fault(.data, name, "a value out of range", code: "22003")
        fault = refusal
        ports.fate.count(.refusedData)
        ports.fate.note("\(life): the database refuses a value")
        return refusal
    }

    func lockLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        try statement("lanes.lock")
        var rows: [LaneID: LaneRow] = [:]
        for lane in lanes {
            guard let number = database.number(of: lane) else { continue }
            if ports.removal != .laneLock { database.lock(number, for: self) }
            var row = database.rows[number]
            if ports.removal == .compare { row.nextOffset = storage.believed[lane] ?? row.nextOffset }
            rows[lane] = row
        }
        return rows
    }

    func moveLanes(_ moves: [LaneMove]) throws(Fault) {
        try statement("lanes.move")
        writes += moves.map(ModelDatabase.Write.move)
    }

    func appendSegments(_ segments: [Segment]) throws(Fault) {
        guard !segments.isEmpty else { return }
        try statement("outbox.append")
        if segments.contains(where: database.refusesSegment) { throw refusal(at: "outbox.append") }
        writes += segments.map(ModelDatabase.Write.segment)
    }

    func loadMarks(_ keys: [MarkKey]) throws(Fault) -> [MarkKey: [UInt8]] {
        try statement("marks.load")
        guard ports.removal != .highWaterMark else { return [:] }
        var marks: [MarkKey: [UInt8]] = [:]
        for key in keys { marks[key] = database.marks[key] }
        return marks
    }

    func storeMarks(_ marks: [MarkKey: [UInt8]]) throws(Fault) {
        guard !marks.isEmpty else { return }
        try statement("marks.store")
        writes += marks.map { .mark($0.key, $0.value) }
    }

    func takeDueTimers(at now: Instant, limit: Int) throws(Fault) -> [TimerEntry] {
        try statement("timers.take")
        let due = database.dueTimers(at: now, limit: limit, for: self)
        for timer in due { database.lockTimer(timer.key, for: self) }
        writes += due.map { .dropTimer($0.key) }
        return due
    }

    func scheduleTimers(_ timers: [TimerEntry]) throws(Fault) {
        try statement("timers.schedule")
        for timer in timers { database.lockTimer(timer.key, for: self) }
        if timers.contains(where: { $0.dueAt.since(ports.fate.now()) > .seconds(60) }) { ports.fate.count(.putOff) }
        writes += timers.map(ModelDatabase.Write.setTimer)
    }

    func cancelTimers(_ keys: [String]) throws(Fault) {
        try statement("timers.cancel")
        for key in keys { database.lockTimer(key, for: self) }
        writes += keys.map(ModelDatabase.Write.dropTimer)
    }

    /// `commerce.orders.0 up to offset 2, delivered o1, numbers 1 to 2 of lane 1`.
    private static func summary(of writes: [ModelDatabase.Write], _ database: ModelDatabase) -> String {
        let parts = writes.compactMap { write -> String? in
            switch write {
            case .move(let move): move.nextOffset.map { "\(move.lane) up to offset \($0)" }
            case .segment(let segment):
                "numbers \(segment.firstSequence) to \(segment.lastSequence) of lane \(segment.laneNumber)"
            case .effect(let text): text
            case .setTimer(let timer): "a timer for \(timer.key)"
            case .mark, .dropTimer: nil
            }
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
