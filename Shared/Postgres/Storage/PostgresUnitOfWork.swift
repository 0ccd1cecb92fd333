import Kernel
import Worker

/// One open transaction. After the first fault it repeats that fault and does nothing more: PostgreSQL would answer
/// every further statement with "transaction is aborted", which hides the cause.
final class PostgresUnitOfWork: UnitOfWork {
    private let connection: Connection
    private var fault: Fault?
    private var isOver = false

    init(_ connection: Connection) { self.connection = connection }

    @discardableResult
    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        try attempt(statement) { () throws(Fault) in try connection.run(statement, parameters) }
    }

    func post(
        _ statement: Statement, _ parameters: [SQLValue], judge: @escaping (Result<Int, Fault>) -> Fault?
    ) throws(Fault) {
        try attempt(statement) { () throws(Fault) in try connection.post(statement, parameters, judge: judge) }
    }

    /// Does nothing after the first fault, which it keeps.
    private func attempt<Result>(_ statement: Statement, _ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        guard !isOver else { throw Fault(.fatal, statement.name, "used after the end of its transaction") }
        if let fault { throw fault }
        do { return try body() } catch {
            fault = error
            throw error
        }
    }

    /// Ends the use of this unit, once every statement is answered.
    ///
    /// - Throws: the fault of a statement that the body caught and kept to itself, or of a posted one; nothing of it
    ///   may be committed.
    func finish() throws(Fault) {
        isOver = true
        if let fault { throw fault }
        try connection.settle()
    }

    /// Ends the use of this unit without a word.
    func abandon() { isOver = true }
}

extension PostgresUnitOfWork {
    func lockLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        guard !lanes.isEmpty else { return [:] }
        return LaneStatements.rows(try run(LaneStatements.lock, LaneStatements.keys(lanes)))
    }

    func moveLanes(_ moves: [LaneMove]) throws(Fault) {
        guard !moves.isEmpty else { return }
        let keys = LaneStatements.keys(moves.map(\.lane))
        let places: [SQLValue] = [
            .int8s(moves.map(\.nextOffset)), .int8s(moves.map(\.sequence)), .int8s(moves.map(\.witness?.offset)),
            .int8s(moves.map(\.witness?.digest)),
        ]
        let expected = moves.count
        try post(LaneStatements.move, keys + places) { answer in
            let moved: Int
            switch answer {
            case .failure(let fault): return fault
            case .success(expected): return nil
            case .success(let rows): moved = rows
            }
            return Fault(
                .fatal, LaneStatements.move.name, "\(expected - moved) lanes have no row or are given twice")
        }
    }

    func appendSegments(_ segments: [Segment]) throws(Fault) {
        guard !segments.isEmpty else { return }
        try post(
            OutboxStatements.append,
            [
                .int4s(segments.map(\.laneNumber)), .int8s(segments.map(\.firstSequence)),
                .int8s(segments.map(\.lastSequence)), .byteArrays(segments.map(\.records)),
            ])
    }

    func loadMarks(_ keys: [MarkKey]) throws(Fault) -> [MarkKey: [UInt8]] {
        guard !keys.isEmpty else { return [:] }
        let rows = try run(
            MarkStatements.load, [.int4s(keys.map(\.laneNumber)), .texts(keys.map(\.source))])
        var marks: [MarkKey: [UInt8]] = [:]
        for row in 0..<rows.count {
            let key = MarkKey(laneNumber: Int32(truncatingIfNeeded: rows.int(row, 0)), source: rows.text(row, 1))
            marks[key] = rows.data(row, 2)
        }
        return marks
    }

    func storeMarks(_ marks: [MarkKey: [UInt8]]) throws(Fault) {
        guard !marks.isEmpty else { return }
        let ordered = marks.sorted { $0.key < $1.key }
        try post(
            MarkStatements.store,
            [
                .int4s(ordered.map(\.key.laneNumber)), .texts(ordered.map(\.key.source)),
                .byteArrays(ordered.map(\.value)),
            ])
    }

    func takeDueTimers(at now: Instant, limit: Int) throws(Fault) -> [TimerEntry] {
        guard limit > 0 else { return [] }
        let rows = try run(TimerStatements.take, [.int8(now.microseconds), .int8(Int64(limit))])
        return (0..<rows.count).map { row in
            TimerEntry(
                key: rows.text(row, 0), kind: rows.text(row, 1),
                dueAt: Instant(microseconds: rows.int(row, 2)), payload: rows.data(row, 3))
        }
    }

    func scheduleTimers(_ timers: [TimerEntry]) throws(Fault) {
        guard !timers.isEmpty else { return }
        // One row a key, the last one given; in key order, so that two processes never wait for each other.
        let latest = Dictionary(timers.map { ($0.key, $0) }) { _, last in last }
        let ordered = latest.values.sorted { $0.key < $1.key }
        try post(
            TimerStatements.schedule,
            [
                .texts(ordered.map(\.key)), .texts(ordered.map(\.kind)),
                .int8s(ordered.map(\.dueAt.microseconds)), .byteArrays(ordered.map(\.payload)),
            ])
    }

    func cancelTimers(_ keys: [String]) throws(Fault) {
        guard !keys.isEmpty else { return }
        try post(TimerStatements.cancel, [.texts(keys)])
    }
}
