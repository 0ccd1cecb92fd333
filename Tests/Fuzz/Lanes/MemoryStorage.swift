import Kernel
import Worker

/// A database of one lane owner, which refuses what PostgreSQL refuses: a NUL in a text, a key too long for its index,
/// and texts that are marked for it.
final class MemoryStorage: Storage {
    private(set) var rows: [LaneID: LaneRow] = [:]
    private(set) var segments: [Segment] = []
    /// What was stored, in the order of commits.
    private(set) var notes: [String] = []
    /// Notes that are lost on the way, to see that their loss is found.
    var loses: (String) -> Bool = { _ in false }
    fileprivate var marks: [MarkKey: [UInt8]] = [:]

    func transaction<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        let unit = MemoryUnit(self)
        let result = try body(unit)
        if let fault = unit.fault { throw fault }
        for move in unit.moves {
            rows[move.lane]?.nextOffset = move.nextOffset
            rows[move.lane]?.sequence = move.sequence
            if let witness = move.witness { rows[move.lane]?.witness = witness }
        }
        segments += unit.segments
        notes += unit.notes.filter { !loses($0) }
        marks.merge(unit.marks) { $1 }
        return result
    }

    func registerLanes(_ lanes: [LaneID]) throws(Fault) {
        for lane in lanes where rows[lane] == nil {
            rows[lane] = LaneRow(number: Int32(rows.count), nextOffset: nil, sequence: 0)
        }
    }

    func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] { rows.filter { lanes.contains($0.key) } }
    func claim(_ deployment: Deployment) throws(Fault) -> Deployment { deployment }
    func nextTimerDue() throws(Fault) -> Instant? { nil }
    func close() {}
}

private final class MemoryUnit: UnitOfWork {
    private let storage: MemoryStorage
    var moves: [LaneMove] = []
    var segments: [Segment] = []
    var notes: [String] = []
    var marks: [MarkKey: [UInt8]] = [:]
    var fault: Fault?

    init(_ storage: MemoryStorage) { self.storage = storage }

    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        guard case .texts(let texts) = parameters.first else { return .none }
        for text in texts.compactMap(\.self) {
            if Witness.isRefusedByTheDatabase(text) { throw refuse(statement.name) }
            notes.append(text)
        }
        return .none
    }

    private func refuse(_ name: String) -> Fault {
        let refusal = Fault(.data, name, "a value out of range", code: "22003")
        fault = refusal
        return refusal
    }

    func lockLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] { try storage.readLanes(lanes) }
    func moveLanes(_ moves: [LaneMove]) throws(Fault) { self.moves += moves }
    func appendSegments(_ segments: [Segment]) throws(Fault) { self.segments += segments }

    func loadMarks(_ keys: [MarkKey]) throws(Fault) -> [MarkKey: [UInt8]] {
        try checkKeys(keys)
        return storage.marks.filter { keys.contains($0.key) }
    }

    func storeMarks(_ marks: [MarkKey: [UInt8]]) throws(Fault) {
        try checkKeys(Array(marks.keys))
        self.marks.merge(marks) { $1 }
    }

    private func checkKeys(_ keys: [MarkKey]) throws(Fault) {
        for key in keys where key.source.utf8.contains(0) || key.source.utf8.count > 2_600 {
            throw refuse("runtime.marks")
        }
    }

    func takeDueTimers(at now: Instant, limit: Int) throws(Fault) -> [TimerEntry] { [] }
    func scheduleTimers(_ timers: [TimerEntry]) throws(Fault) {}
    func cancelTimers(_ keys: [String]) throws(Fault) {}
}
