import Contracts
import Kernel
import Postgres
import TestSupport
import Worker

@testable import GradingService

/// One worker's database, which runs batches as the runtime does: load, decide, store, timers.
struct GradingShop {
    let storage: PostgresStorage
    private let now = Instant.epoch.advanced(by: .days(20_000))

    /// The service's own tables, made by its own migrations.
    static let tables = MigrationSet(component: "grading", GradingService.definition.migrations)

    init() throws { self.init(try TestSchema.current()) }

    init(_ schema: TestSchema, application: String = "grading") {
        storage = PostgresStorage(schema.settings(application: application))
    }

    /// Where a batch can be held up.
    enum Pause: CaseIterable { case loaded, stored }

    /// - Parameter hold: runs at each pause, with the transaction open.
    @discardableResult
    func batch(
        _ events: [GradingInput], hold: (Pause) -> Void = { _ in }
    ) throws(Fault) -> [OutgoingEvent] {
        try storage.transaction { (unit) throws(Fault) in
            var keys = GradingKeys()
            for event in events { event.need(&keys) }
            return try apply(keys, unit, hold) { (working, effects) throws(ContractViolation) in
                for event in events { try event.decide(at: now, &working, &effects) }
            }
        }
    }

    /// Fires all timers that are due after a while.
    @discardableResult
    func timers(after duration: TimeSpan) throws(Fault) -> [OutgoingEvent] {
        let later = now.advanced(by: duration)
        return try storage.transaction { (unit) throws(Fault) in
            let due = try unit.takeDueTimers(at: later, limit: 100)
            var keys = GradingKeys()
            for timer in due { ProductWaitHandler().need(timer, &keys) }
            return try apply(keys, unit, { _ in }) { (working, effects) throws(ContractViolation) in
                for timer in due where timer.kind == ProductWaitHandler.kind {
                    try ProductWaitHandler().fire(timer, now: later, &working, &effects)
                }
                for timer in due where timer.kind == PolicyWaitHandler.kind {
                    try PolicyWaitHandler().fire(timer, now: later, &working, &effects)
                }
            }
        }
    }

    private func apply(
        _ keys: GradingKeys, _ unit: any UnitOfWork, _ hold: (Pause) -> Void,
        _ decide: (inout GradingWorking, inout Effects) throws(ContractViolation) -> Void
    ) throws(Fault) -> [OutgoingEvent] {
        var working = try GradingWorking.load(keys, from: unit)
        hold(.loaded)
        var effects = Effects()
        do { try decide(&working, &effects) } catch { throw Fault(.data, "decide", error.description) }
        try working.store(into: unit)
        try unit.scheduleTimers(effects.timers.values.sorted { $0.key < $1.key })
        try unit.cancelTimers(effects.cancelledTimers.sorted())
        hold(.stored)
        return effects.outgoing
    }

    func count(_ condition: String) throws -> Int64 {
        let statement = Statement("test.count", "SELECT count(*) FROM \(condition)")
        return try storage.transaction { (unit) throws(Fault) in try unit.run(statement, []).int(0, 0) }
    }
}
