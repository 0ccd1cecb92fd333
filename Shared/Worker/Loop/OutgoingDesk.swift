import Contracts
import Kernel

/// Lets handlers decide, and collects what goes out of one transaction: events and dead letters by lane, timers.
struct OutgoingDesk {
    private let service: String
    private let rows: [LaneID: LaneRow]
    private let now: Instant
    private var writers: [LaneID: EventWriter] = [:]
    private var timers: [String: TimerEntry] = [:]
    private var cancelled: Set<String> = []
    private(set) var published = 0

    init(service: String, rows: [LaneID: LaneRow], now: Instant) {
        self.service = service
        self.rows = rows
        self.now = now
    }

    /// True when a timer was set for now or for a time past.
    var hasDueTimers: Bool { timers.values.contains { $0.dueAt <= now } }

    /// - Returns: why the record was refused; nil when it was applied.
    mutating func decide<Working>(_ item: BatchItem<Working>, _ working: inout Working) -> ContractViolation? {
        switch item.content {
        case .passedBy:
            return nil
        case .refused(let violation):
            refuse(item.record, violation)
            return violation
        case .work(let work, let event):
            var effects = Effects()
            do { try work.decide(now, &working, &effects) } catch {
                refuse(item.record, error)
                return error
            }
            take(effects, lane: item.record.lane, cause: event)
            return nil
        }
    }

    /// - Throws: `data` when no handler knows the kind or the handler refuses: this timer cannot fire as things are.
    mutating func fire<Working>(
        _ timer: TimerEntry, _ work: PreparedWork<Working>?, _ working: inout Working
    ) throws(Fault) {
        guard let work else { throw Fault(.data, "timers.fire", "no handler for timers of kind \(timer.kind)") }
        var effects = Effects()
        do { try work.decide(now, &working, &effects) } catch {
            throw Fault(.data, "timers.fire", "the handler of \(timer.kind) refused: \(error)")
        }
        let cause = CloudEvent(
            id: Self.causeID(of: timer), source: EventSourceName.of(service), type: "timer", data: [])
        take(effects, lane: TimerLane.id, cause: cause)
    }

    /// A timer's key may be longer than an attribute may be, and then our own readers would refuse what comes of it.
    private static func causeID(of timer: TimerEntry) -> String {
        let id = "timer-\(timer.key)"
        return id.utf8.count <= CloudEvent.maxAttributeBytes ? id : derivedID("timer", timer.key)
    }

    /// Writes outbox, timers and the new lane rows.
    ///
    /// - Parameters:
    ///   - ends: the next offset of each lane; the lane of timers has none and keeps none.
    ///   - witnesses: the last record of each lane.
    func store(
        into unit: any UnitOfWork, ends: [LaneID: Int64], witnesses: [LaneID: LaneWitness] = [:]
    ) throws(Fault) {
        let ordered = writers.values.sorted { $0.laneNumber < $1.laneNumber }
        try unit.appendSegments(ordered.flatMap { $0.segments() })
        if !cancelled.isEmpty { try unit.cancelTimers(cancelled.sorted()) }
        if !timers.isEmpty { try unit.scheduleTimers(timers.values.sorted { $0.key < $1.key }) }
        try unit.moveLanes(
            rows.sorted { $0.key < $1.key }.map { lane, row in
                LaneMove(
                    lane: lane, nextOffset: ends[lane] ?? row.nextOffset,
                    sequence: writers[lane]?.sequence ?? row.sequence, witness: witnesses[lane])
            })
    }

    private mutating func refuse(_ record: InboundRecord, _ violation: ContractViolation) {
        withWriter(of: record.lane) { $0.append(deadLetter: record, because: violation) }
    }

    private mutating func take(_ effects: Effects, lane: LaneID, cause: CloudEvent) {
        if !effects.outgoing.isEmpty {
            let now = now
            withWriter(of: lane) { writer in
                for event in effects.outgoing { writer.append(event, cause: cause, now: now) }
            }
        }
        for key in effects.cancelledTimers {
            timers[key] = nil
            cancelled.insert(key)
        }
        for (key, timer) in effects.timers {
            cancelled.remove(key)
            timers[key] = timer
        }
    }

    private mutating func withWriter(of lane: LaneID, _ body: (inout EventWriter) -> Void) {
        guard let row = rows[lane] else { return }
        // In place: a copy of the writer would copy all that it holds, once for each event.
        func use(_ writer: inout EventWriter) {
            let before = writer.sequence
            body(&writer)
            published += Int(writer.sequence - before)
        }
        use(&writers[lane, default: EventWriter(service: service, lane: lane, row: row)])
    }
}
