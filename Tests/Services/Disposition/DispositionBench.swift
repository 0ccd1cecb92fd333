import Contracts
import DispositionDomain
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@testable import DispositionService

/// One event or timer for the handlers of this service.
struct DispositionWork: Sendable {
    let need: @Sendable (inout DispositionKeys) -> Void
    let decide: @Sendable (inout DispositionWorking, inout Effects) throws(ContractViolation) -> Void

    /// The moment of every batch: the handlers' clock does not matter but for timers.
    static let now = Instant(year: 2026, month: 4, day: 1)

    private init<H: EventHandler>(_ handler: H, _ event: H.Event) where H.Working == DispositionWorking {
        need = { handler.need(event, &$0) }
        decide = { (working, effects) throws(ContractViolation) in
            let read = try EventCodec.decode(H.Event.self, from: try EventCodec.encode(event))
            let cloud = CloudEvent(id: "1", source: "/test", type: H.Event.type, data: [])
            try handler.decide(read, EventContext(event: cloud, now: Self.now), &working, &effects)
        }
    }

    static func received(_ event: UnitReceived) -> Self { Self(UnitArrivedHandler<ReceivedKind>(), event) }
    static func mismatched(_ event: UnitMismatched) -> Self { Self(UnitArrivedHandler<MismatchedKind>(), event) }
    static func graded(_ event: UnitGraded) -> Self { Self(UnitGradedHandler(), event) }
    static func described(_ event: ProductDescribed) -> Self { Self(ProductDescribedHandler(), event) }
    static func held(_ event: UnitHeld) -> Self { Self(UnitHeldHandler(), event) }
    static func released(_ event: UnitReleased) -> Self { Self(UnitReleasedHandler(), event) }
    static func scoped(_ event: RecallScoped) -> Self { Self(RecallScopedHandler(), event) }
    static func completed(_ event: WorkCompleted) -> Self { Self(WorkCompletedHandler(), event) }
    static func failed(_ event: WorkFailed) -> Self { Self(WorkFailedHandler(), event) }

    private init<H: TimerHandler>(_ handler: H, timer: TimerEntry) where H.Working == DispositionWorking {
        need = { handler.need(timer, &$0) }
        decide = { (working, effects) throws(ContractViolation) in
            try handler.fire(timer, now: Self.now, &working, &effects)
        }
    }

    static func timer(_ entry: TimerEntry) -> Self {
        entry.kind == RecallSweepHandler.kind
            ? Self(RecallSweepHandler(), timer: entry) : Self(ProductWaitHandler(), timer: entry)
    }
}

/// What the service made known, as its readers see it.
struct DispositionLog: Sendable {
    private(set) var decided: [DispositionDecided] = []
    private(set) var ordered: [WorkOrdered] = []
    private(set) var cancelled: [WorkCancelled] = []
    private(set) var closed: [UnitClosed] = []
    private(set) var timers: [String: TimerEntry] = [:]

    mutating func take(_ effects: Effects) throws {
        timers.merge(effects.timers) { $1 }
        for event in effects.outgoing {
            switch event.type {
            case DispositionDecided.type:
                decided.append(try EventCodec.decode(DispositionDecided.self, from: event.data))
            case WorkOrdered.type: ordered.append(try EventCodec.decode(WorkOrdered.self, from: event.data))
            case WorkCancelled.type: cancelled.append(try EventCodec.decode(WorkCancelled.self, from: event.data))
            case UnitClosed.type: closed.append(try EventCodec.decode(UnitClosed.self, from: event.data))
            default: Issue.record("unexpected type \(event.type)")
            }
        }
    }

    mutating func takeTimers() -> [TimerEntry] {
        defer { timers = [:] }
        return timers.values.sorted { $0.key < $1.key }
    }

    /// The order that a site is to carry out now.
    func open(_ unitId: String) -> WorkOrdered? {
        let last = ordered.last { $0.unitId == unitId }
        guard let last, !cancelled.contains(where: { $0.workOrderId == last.workOrderId }) else { return nil }
        return last
    }
}

/// The handlers on a working set that is never stored: what they do, without a database.
struct DispositionMemory {
    var working: DispositionWorking
    var log = DispositionLog()
    /// Every event comes twice.
    var doubled = false

    init() throws { working = DispositionWorking(parameters: try DispositionSamples.parameters()) }

    mutating func deliver(_ works: DispositionWork...) throws {
        for work in works {
            for _ in 0..<(doubled ? 2 : 1) {
                var effects = Effects()
                try work.decide(&working, &effects)
                try log.take(effects)
            }
        }
    }

    mutating func refusal(_ work: DispositionWork) -> ContractViolation.Reason? {
        let before = working
        var effects = Effects()
        do throws(ContractViolation) {
            try work.decide(&working, &effects)
            return nil
        } catch {
            #expect(effects.outgoing.isEmpty)
            #expect(working.units == before.units)
            return error.reason
        }
    }
}

/// The handlers and the store on a real database: batches as the runtime makes them.
final class DispositionDatabase {
    let storage: PostgresStorage
    var log = DispositionLog()
    var sweepUnitsMax: Int64 = 2_000

    init(_ schema: TestSchema, application: String = "test") {
        storage = PostgresStorage(schema.settings(application: application))
    }

    deinit { storage.close() }

    /// One batch, one transaction. `pause` runs after the rows are loaded and locked.
    func deliver(_ works: [DispositionWork], pause: () throws(Fault) -> Void = {}) throws {
        let all = try storage.transaction { (unit) throws(Fault) -> Effects in
            var keys = DispositionKeys()
            keys.sweepUnitsMax = sweepUnitsMax
            for work in works { work.need(&keys) }
            var working = try DispositionWorking.load(keys, from: unit)
            try pause()
            var effects = Effects()
            for work in works { try Self.decide(work, &working, &effects) }
            try working.store(into: unit)
            return effects
        }
        try log.take(all)
    }

    private static func decide(
        _ work: DispositionWork, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(Fault) {
        do { try work.decide(&working, &effects) } catch { throw Fault(.fatal, "test", error.description) }
    }

    /// The units as they are stored.
    func units(_ ids: [String]) throws -> [String: UnitCase] {
        let keys = ids.map { MerchantKey("M", $0) }.sorted()
        let units = try storage.transaction { (unit) throws(Fault) in try UnitRows.lock(keys, from: unit) }
        return Dictionary(uniqueKeysWithValues: units.map { ($0.key.id, $0.value) })
    }
}
