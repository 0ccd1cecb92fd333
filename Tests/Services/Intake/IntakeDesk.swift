import Contracts
import Kernel
import Postgres
import TestSupport
import Testing

@testable import IntakeService
@testable import Worker

/// An intake worker without Kafka: batches and timers when the test says so, in memory or on a real database.
///
/// Thread rule: one thread.
final class IntakeDesk {
    enum Kind: Sendable, CaseIterable { case memory, database }

    private enum Backend {
        case memory
        case database(PostgresStorage)
    }

    private let backend: Backend
    private var working = IntakeWorking()
    private var timers: [String: TimerEntry] = [:]
    /// The moment of the next batch.
    var now = IntakeEvents.start.advanced(by: .days(6))
    /// Everything published, in the order of commits.
    private(set) var published: [OutgoingEvent] = []
    /// Events refused, in order.
    private(set) var refused: [ContractViolation] = []

    static let migrations = MigrationSet(component: IntakeService.definition.name, IntakeService.definition.migrations)

    /// - Parameter application: the name of the database session, for those who watch it.
    init(_ kind: Kind, application: String = "test") throws {
        switch kind {
        case .memory: backend = .memory
        case .database:
            backend = .database(PostgresStorage(try TestSchema.current().settings(application: application)))
        }
    }

    deinit {
        if case .database(let storage) = backend { storage.close() }
    }

    func deliver(_ events: any ContractEvent...) throws { try deliver(events) }

    /// One batch.
    ///
    /// - Parameter beforeCommit: runs on a database when all is written and nothing committed.
    func deliver(_ events: [any ContractEvent], beforeCommit: () throws(Fault) -> Void = {}) throws {
        let works = try events.map { event in
            let type = Swift.type(of: event).type
            let prepare = try #require(IntakeService.definition.routes[type]?.prepare)
            return try prepare(CloudEvent(id: "1", source: "/test", type: type, data: try EventCodec.encode(event)))
        }
        switch backend {
        case .memory:
            for work in works { take(apply([work], &working)) }
            fireDue()
        case .database(let storage):
            let results = try untilNobodyWasFirst { () throws(Fault) in
                try storage.transaction { (unit) throws(Fault) in
                    let results = try batch(works, unit)
                    try beforeCommit()
                    return results
                }
            }
            results.forEach(take)
            while try fireDue(storage) > 0 {}
        }
    }

    /// Once more when another transaction has inserted the same row first, as a worker's loop does.
    private func untilNobodyWasFirst<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        do { return try body() } catch {
            guard error.code == "40001" else { throw error }
            return try body()
        }
    }

    /// Goes on by `time` and fires what is due then.
    func wait(_ time: TimeSpan) throws {
        now = now.advanced(by: time)
        switch backend {
        case .memory: fireDue()
        case .database(let storage): while try fireDue(storage) > 0 {}
        }
    }

    /// The published events of one type.
    func events<Event: ContractEvent>(_ type: Event.Type) throws -> [Event] {
        try published.filter { $0.type == Event.type }.map { try EventCodec.decode(type, from: $0.data) }
    }

    /// Types of everything published, without prefix and version.
    var types: [String] { published.map { String($0.type.dropFirst("backhaul.".count).dropLast(".v1".count)) } }

    /// What a statement counts in the database.
    func count(_ rows: String) throws -> Int64 {
        guard case .database(let storage) = backend else { return -1 }
        return try storage.transaction { (unit) throws(Fault) in
            try unit.run(Statement("test.count", "SELECT count(*) FROM \(rows)"), []).int(0, 0)
        }
    }

    /// How many rows come into memory when a batch asks for these keys.
    func rowsLoaded(_ ask: (inout IntakeKeys) -> Void) throws -> Int {
        guard case .database(let storage) = backend else { return -1 }
        var keys = IntakeKeys()
        ask(&keys)
        return try storage.transaction { (unit) throws(Fault) in
            let session = CountingSession(unit)
            _ = try IntakeWorking.load(keys, from: session)
            return session.rows
        }
    }

    private typealias Result = (effects: Effects, violation: ContractViolation?)

    private func apply(_ works: [PreparedWork<IntakeWorking>], _ working: inout IntakeWorking) -> [Result] {
        works.map { work in
            var effects = Effects()
            do throws(ContractViolation) {
                try work.decide(now, &working, &effects)
                return (effects, nil)
            } catch { return (effects, error) }
        }
    }

    private func take(_ results: [Result]) { results.forEach(take) }

    private func take(_ result: Result) {
        if let violation = result.violation { refused.append(violation) }
        published += result.effects.outgoing
        guard case .memory = backend else { return }
        for key in result.effects.cancelledTimers { timers[key] = nil }
        timers.merge(result.effects.timers) { $1 }
    }

    private func fireDue() {
        while let due = timers.values.filter({ $0.dueAt <= now }).min(by: { ($0.dueAt, $0.key) < ($1.dueAt, $1.key) }) {
            timers[due.key] = nil
            guard let work = IntakeService.definition.timers[due.kind]?(due) else { continue }
            take(apply([work], &working))
        }
    }

    private func fireDue(_ storage: PostgresStorage) throws -> Int {
        let (fired, results) = try storage.transaction { (unit) throws(Fault) in
            let due = try unit.takeDueTimers(at: now, limit: 100)
            let works = due.compactMap { IntakeService.definition.timers[$0.kind]?($0) }
            return (due.count, try batch(works, unit))
        }
        results.forEach(take)
        return fired
    }

    private func batch(
        _ works: [PreparedWork<IntakeWorking>], _ unit: any UnitOfWork
    ) throws(Fault) -> [Result] {
        var keys = IntakeKeys()
        for work in works { work.need(&keys) }
        var working = try IntakeWorking.load(keys, from: unit)
        let results = apply(works, &working)
        try working.store(into: unit)
        var timers: [String: TimerEntry] = [:]
        var cancelled: Set<String> = []
        for effects in results.map(\.effects) {
            for key in effects.cancelledTimers {
                timers[key] = nil
                cancelled.insert(key)
            }
            for (key, timer) in effects.timers {
                timers[key] = timer
                cancelled.remove(key)
            }
        }
        try unit.cancelTimers(cancelled.sorted())
        try unit.scheduleTimers(timers.values.sorted { $0.key < $1.key })
        return results
    }
}

/// Counts the rows that statements give back.
private final class CountingSession: SQLSession {
    private let inner: any SQLSession
    private(set) var rows = 0

    init(_ inner: any SQLSession) { self.inner = inner }

    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        let found = try inner.run(statement, parameters)
        if found.columnCount > 0 { rows += found.count }
        return found
    }
}
