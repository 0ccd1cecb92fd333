import Contracts
import Kernel
import Postgres
import TestSupport
import Testing

@testable import RecallService
@testable import Worker

/// A recall worker on a real database, without Kafka: batches and timers when the test says so.
///
/// Thread rule: one thread.
final class RecallBench {
    private let storage: PostgresStorage
    /// The moment of the next batch.
    var now = Instant.epoch.advanced(by: .days(20_000))
    /// Everything published, in the order of commits of this bench.
    private(set) var published: [OutgoingEvent] = []
    /// Events refused, in order.
    private(set) var refused: [ContractViolation] = []

    init(_ schema: TestSchema) { storage = PostgresStorage(schema.settings(application: schema.name)) }

    deinit { storage.close() }

    static let migrations = MigrationSet(
        component: RecallService.definition.name, RecallService.definition.migrations)

    /// One batch.
    ///
    /// - Parameter beforeCommit: runs when all is written and nothing committed.
    func deliver(_ events: [any ContractEvent], beforeCommit: () -> Void = {}) throws {
        let works = try events.map { event in
            let envelope = try Self.envelope(event)
            let prepare = try #require(RecallService.definition.routes[envelope.type]?.prepare)
            return try prepare(envelope)
        }
        let (effects, violations) = try retrying { (unit) throws(Fault) in
            let result = try apply(works, unit)
            beforeCommit()
            return result
        }
        published += effects.flatMap(\.outgoing)
        refused += violations
    }

    func deliver(_ events: any ContractEvent...) throws { try deliver(events) }

    /// Fires the timers that are due, one batch of at most `limit`.
    /// - Returns: how many fired.
    @discardableResult
    func fireTimers(limit: Int = 100, beforeCommit: () -> Void = {}) throws -> Int {
        let (effects, fired) = try retrying { (unit) throws(Fault) in
            let due = try unit.takeDueTimers(at: now, limit: limit)
            let works = due.compactMap { RecallService.definition.timers[$0.kind]?($0) }
            let result = (try apply(works, unit).0, works.count)
            beforeCommit()
            return result
        }
        published += effects.flatMap(\.outgoing)
        return fired
    }

    /// Lets time go on until no timer is set.
    func settle() throws {
        while let due = try storage.nextTimerDue() {
            now = max(now, due)
            try fireTimers()
        }
    }

    /// The published events of one type.
    func events<Event: ContractEvent>(_ type: Event.Type) throws -> [Event] {
        try published.filter { $0.type == Event.type }.map { try EventCodec.decode(type, from: $0.data) }
    }

    /// Counts as they were published last.
    func progress(of recall: String = "R1") throws -> RecallProgressed? {
        try events(RecallProgressed.self).last { $0.recallId == recall }
    }

    /// The units on hold, as the events tell it; fails when a hold is put on or taken off twice.
    func heldUnits() throws -> Set<String> {
        var held: Set<String> = []
        for event in published where event.topic == Topic.holds.name {
            if event.type == UnitHeld.type {
                let unit = try EventCodec.decode(UnitHeld.self, from: event.data).unitId
                #expect(held.insert(unit).inserted, "\(unit) was held twice")
            } else {
                let unit = try EventCodec.decode(UnitReleased.self, from: event.data).unitId
                #expect(held.remove(unit) != nil, "\(unit) was released and not held")
            }
        }
        return held
    }

    /// Runs a statement of the test.
    @discardableResult
    func query(_ sql: String, _ parameters: [SQLValue] = []) throws -> Rows {
        try storage.transaction { (unit) throws(Fault) in try unit.run(Statement("test", sql), parameters) }
    }

    /// Deadlocks are tried again, as the runtime does.
    private func retrying<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        for _ in 0..<5 {
            do { return try storage.transaction(body) } catch  where error.kind == .transient { continue }
        }
        return try storage.transaction(body)
    }

    private func apply(
        _ works: [PreparedWork<RecallWorking>], _ unit: any UnitOfWork
    ) throws(Fault) -> ([Effects], [ContractViolation]) {
        var keys = RecallKeys()
        for work in works { work.need(&keys) }
        var working = try RecallWorking.load(keys, from: unit)
        var done: [Effects] = []
        var violations: [ContractViolation] = []
        for work in works {
            var effects = Effects()
            do {
                try work.decide(now, &working, &effects)
                done.append(effects)
            } catch { violations.append(error) }
        }
        try working.store(into: unit)
        let timers = done.reduce(into: [:]) { $0.merge($1.timers) { _, newer in newer } }
        if !timers.isEmpty { try unit.scheduleTimers(timers.values.sorted { $0.key < $1.key }) }
        return (done, violations)
    }

    private static func envelope(_ event: some ContractEvent) throws -> CloudEvent {
        CloudEvent(id: "1", source: "/test", type: type(of: event).type, data: try EventCodec.encode(event))
    }
}
