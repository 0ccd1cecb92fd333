import Contracts
import Kernel

/// Applies decoded records in one transaction: compare the lanes under lock, drop repeats, load, decide, store, number,
/// move the lanes. Everything or nothing.
struct BatchProcessor<Working: WorkingSet> {
    let definition: ServiceDefinition<Working>
    let storage: any Storage

    /// What became of a batch.
    enum Result {
        case applied(Summary)
        /// Another process moved these lanes: their rows as they are now. Nothing was applied.
        case lost([LaneID: LaneRow])
    }

    /// Counts for metrics.
    struct Summary {
        var moves: [LaneID: Int64] = [:]
        var applied: [String: Int] = [:]
        var dropped: [String: Int] = [:]
        var refused: [(topic: String, violation: ContractViolation)] = []
        var published = 0
        /// A timer was set that is due already.
        var hasDueTimers = false
    }

    /// - Parameters:
    ///   - expected: for each lane of the items the offset that the database must hold.
    ///   - ends: the offset after the items of each lane.
    /// - Throws: what the database or the service's store threw; nothing was applied.
    func apply(
        _ items: ArraySlice<BatchItem<Working>>, expected: [LaneID: Int64?], ends: [LaneID: Int64], now: Instant
    ) throws(Fault) -> Result {
        var lost: [LaneID: LaneRow] = [:]
        do {
            let summary = try storage.transaction { (unit) throws(Fault) -> Summary in
                let rows = try unit.lockLanes(expected.keys.sorted())
                lost = rows.filter { lane, row in row.nextOffset != expected[lane] ?? nil }
                for lane in expected.keys where rows[lane] == nil {
                    lost[lane] = LaneRow(number: -1, nextOffset: nil, sequence: 0)
                }
                guard lost.isEmpty else { throw Fault(.superseded, "lanes.compare", "moved by another process") }
                Crash.at(.batchLocked)
                let summary = try applyLocked(items, rows: rows, ends: ends, now: now, unit: unit)
                Crash.at(.batchStored)
                return summary
            }
            Crash.at(.batchCommitted)
            return .applied(summary)
        } catch {
            guard lost.isEmpty else { return .lost(lost) }
            throw error
        }
    }

    private func applyLocked(
        _ items: ArraySlice<BatchItem<Working>>, rows: [LaneID: LaneRow], ends: [LaneID: Int64], now: Instant,
        unit: any UnitOfWork
    ) throws(Fault) -> Summary {
        var summary = Summary()
        var marks = try AppliedMarks(for: items, rows: rows, unit: unit)
        let fresh = items.filter { item in
            let isFresh = marks.admit(item, rows: rows)
            if !isFresh { summary.dropped[item.record.lane.topic, default: 0] += 1 }
            return isFresh
        }
        var working = try load(fresh, from: unit)
        var desk = OutgoingDesk(service: definition.name, rows: rows, now: now)
        for item in fresh {
            summary.applied[item.record.lane.topic, default: 0] += 1
            if let violation = desk.decide(item, &working) {
                summary.refused.append((item.record.lane.topic, violation))
            }
        }
        if fresh.contains(where: \.isWork) { try working.store(into: unit) }
        try desk.store(into: unit, ends: ends, witnesses: witnesses(items))
        try unit.storeMarks(marks.changed)
        summary.moves = ends
        summary.published = desk.published
        summary.hasDueTimers = desk.hasDueTimers
        return summary
    }

    private func witnesses(_ items: ArraySlice<BatchItem<Working>>) -> [LaneID: LaneWitness] {
        var last: [LaneID: Int] = [:]
        for index in items.indices { last[items[index].record.lane] = index }
        return last.mapValues { items[$0].record.witness }
    }

    private func load(_ items: [BatchItem<Working>], from unit: any UnitOfWork) throws(Fault) -> Working {
        var keys = Working.Keys()
        for item in items {
            if case .work(let work, _) = item.content { work.need(&keys) }
        }
        return try Working.load(keys, from: unit)
    }
}
