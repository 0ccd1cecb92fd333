import Kernel

/// Fires the timers that are due, in one transaction on the lane of timers.
struct TimerDesk<Working: WorkingSet> {
    let definition: ServiceDefinition<Working>
    let storage: any Storage

    /// What became of the timers that were taken.
    enum Result {
        case fired(Int)
        /// The database or a handler refused one of them; nothing was changed.
        case refused(taken: [TimerEntry], Fault)
    }

    /// Fires up to `limit` timers.
    ///
    /// - Throws: every fault but those of kind `data`.
    func fire(now: Instant, limit: Int) throws(Fault) -> Result {
        var taken: [TimerEntry] = []
        do {
            try storage.transaction { (unit) throws(Fault) in
                let rows = try lock(unit)
                taken = try unit.takeDueTimers(at: now, limit: limit)
                guard !taken.isEmpty else { return }
                Crash.at(.timersTaken)
                try apply(taken, rows: rows, now: now, unit: unit)
                Crash.at(.timersStored)
            }
            if !taken.isEmpty { Crash.at(.timersCommitted) }
            return .fired(taken.count)
        } catch {
            guard error.kind == .data else { throw error }
            return .refused(taken: taken, error)
        }
    }

    /// Moves one timer away, so that it does not stand in the way of the others. Nothing happens when another process
    /// has fired or cancelled it by now.
    func putOff(_ timer: TimerEntry, until later: Instant, now: Instant, limit: Int) throws(Fault) {
        try storage.transaction { (unit) throws(Fault) in
            _ = try lock(unit)
            let due = try unit.takeDueTimers(at: now, limit: limit)
            try unit.scheduleTimers(
                due.map { entry in
                    var entry = entry
                    if entry.key == timer.key { entry.dueAt = later }
                    return entry
                })
        }
    }

    private func lock(_ unit: any UnitOfWork) throws(Fault) -> [LaneID: LaneRow] {
        let rows = try unit.lockLanes([TimerLane.id])
        guard rows[TimerLane.id] != nil else {
            throw Fault(.fatal, "timers.lock", "the lane of timers has no row any more: start again, which adds it")
        }
        return rows
    }

    private func apply(
        _ due: [TimerEntry], rows: [LaneID: LaneRow], now: Instant, unit: any UnitOfWork
    ) throws(Fault) {
        let works = due.map { ($0, definition.timers[$0.kind]?($0)) }
        var keys = Working.Keys()
        for (_, work) in works { work?.need(&keys) }
        var working = try Working.load(keys, from: unit)
        var desk = OutgoingDesk(service: definition.name, rows: rows, now: now)
        for (timer, work) in works { try desk.fire(timer, work, &working) }
        try working.store(into: unit)
        try desk.store(into: unit, ends: [:])
    }
}

/// The lane that numbers what timers lead to. It has no input; all copies of a worker share it.
package enum TimerLane {
    package static let id = LaneID("timers", 0)
}
