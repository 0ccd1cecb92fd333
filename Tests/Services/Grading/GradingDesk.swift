import Contracts
import Kernel
import Testing
import Worker

@testable import GradingService

/// Answers the question of the trees from the migrations, as a database would that has just been made.
private final class ShippedTrees: SQLSession {
    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        switch statement.name {
        case "grading.trees.list": rows(Self.all.map { [$0.id, $0.version, $0.category] })
        case "grading.trees.read": rows(Self.all.map { [$0.id, $0.version, [1] + $0.json] })
        default: throw Fault(.fatal, statement.name, "not a statement about trees")
        }
    }

    private struct Shipped {
        var id: [UInt8]
        var version: [UInt8]
        var category: [UInt8]?
        var json: [UInt8]
    }

    /// Reads `VALUES ('toys', 1, 'toys', $tree$...$tree$)`.
    private static let all: [Shipped] = GradingService.definition.migrations.compactMap { migration in
        let parts = migration.sql.split(separator: "$tree$", omittingEmptySubsequences: false)
        guard parts.count == 3, let values = parts[0].split(separator: "(").last else { return nil }
        let words = values.split(whereSeparator: { ", '".contains($0) }).map(String.init)
        guard words.count == 3, let version = Int64(words[1]) else { return nil }
        let big = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: version >> Int64($0)) }
        return Shipped(
            id: Array(words[0].utf8), version: big, category: words[2] == "NULL" ? nil : Array(words[2].utf8),
            json: Array(parts[1].utf8))
    }

    private func rows(_ cells: [[[UInt8]?]]) -> Rows {
        let flat = cells.flatMap { $0 }
        var starts = [0]
        for cell in flat { starts.append(starts[starts.count - 1] + (cell?.count ?? 0)) }
        return Rows(
            columnCount: cells.first?.count ?? 0, count: cells.count, bytes: flat.flatMap { $0 ?? [] },
            starts: starts, nulls: flat.map { $0 == nil })
    }
}

/// The grading service in memory: one working set that is never let go, and what came out of it.
struct GradingDesk {
    private(set) var working: GradingWorking
    private(set) var tasks: [InspectionRequired] = []
    private(set) var grades: [UnitGraded] = []
    private(set) var timers: [String: TimerEntry] = [:]
    var now = Instant.epoch.advanced(by: .days(20_000))

    init() throws { working = try GradingWorking.load(GradingKeys(), from: ShippedTrees()) }

    mutating func deliver(_ event: GradingInput) throws(ContractViolation) {
        var effects = Effects()
        try event.decide(at: now, &working, &effects)
        try take(effects)
    }

    /// Time passes until everything that is due has fired.
    mutating func wait(_ duration: TimeSpan) throws(ContractViolation) {
        now = now.advanced(by: duration)
        for timer in timers.values.sorted(by: { $0.key < $1.key }) where timer.dueAt <= now {
            timers[timer.key] = nil
            try fire(timer)
        }
    }

    /// Fires a timer, due or not.
    mutating func fire(_ timer: TimerEntry) throws(ContractViolation) {
        var effects = Effects()
        switch timer.kind {
        case ProductWaitHandler.kind: try ProductWaitHandler().fire(timer, now: now, &working, &effects)
        case PolicyWaitHandler.kind: try PolicyWaitHandler().fire(timer, now: now, &working, &effects)
        default: Issue.record("no handler for timers of kind \(timer.kind)")
        }
        try take(effects)
    }

    private mutating func take(_ effects: Effects) throws(ContractViolation) {
        timers.merge(effects.timers) { $1 }
        for key in effects.cancelledTimers { timers[key] = nil }
        for event in effects.outgoing {
            switch event.type {
            case InspectionRequired.type: tasks.append(try EventCodec.decode(InspectionRequired.self, from: event.data))
            case UnitGraded.type: grades.append(try EventCodec.decode(UnitGraded.self, from: event.data))
            default: Issue.record("grading put out \(event.type)")
            }
        }
    }
}

/// An event of one of the input topics.
enum GradingInput: Sendable {
    case received(UnitReceived)
    case mismatched(UnitMismatched)
    case product(ProductDescribed)
    case policy(PolicyPublished)
    case result(InspectionRecorded)

    func need(_ keys: inout GradingKeys) {
        switch self {
        case .received(let event): UnitArrivedHandler().need(event, &keys)
        case .mismatched(let event): UnitArrivedHandler().need(event, &keys)
        case .product(let event): ProductDescribedHandler().need(event, &keys)
        case .policy(let event): PolicyPublishedHandler().need(event, &keys)
        case .result(let event): InspectionRecordedHandler().need(event, &keys)
        }
    }

    func decide(
        at now: Instant, _ working: inout GradingWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let context = EventContext(event: CloudEvent(id: "1", source: "test", type: "test", data: []), now: now)
        switch self {
        case .received(let event): try UnitArrivedHandler().decide(event, context, &working, &effects)
        case .mismatched(let event): try UnitArrivedHandler().decide(event, context, &working, &effects)
        case .product(let event): try ProductDescribedHandler().decide(event, context, &working, &effects)
        case .policy(let event): try PolicyPublishedHandler().decide(event, context, &working, &effects)
        case .result(let event): try InspectionRecordedHandler().decide(event, context, &working, &effects)
        }
    }
}
