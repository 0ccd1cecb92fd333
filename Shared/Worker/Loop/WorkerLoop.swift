import Contracts
import Kernel
import Logging
import Telemetry

/// The consuming side of a worker: poll, apply in one transaction, report, and timers in between. One thread, plain
/// loop.
///
/// Thread rule: created and used on one thread; `AssignmentListener` calls come on it too, from inside `poll`.
package final class WorkerLoop<Working: WorkingSet>: AssignmentListener {
    private let service: String
    private let decoder: BatchDecoder<Working>
    private let processor: BatchProcessor<Working>
    private let timers: TimerRounds<Working>
    private let patience: Patience
    private let storage: any Storage
    private let memory: (any BrokerMemory)?
    private let clock: any Clock
    private let limits: WorkerLimits
    private let health: WorkerHealth
    private let loop: WorkerHealth.LoopID
    private let stop: StopFlag
    private let committed: WakeSignal
    private let logger: Logger
    private let metrics = WorkerMetrics()
    private var book = LaneBook()
    private var source: (any EventSource)?
    private var isFreshlyAssigned = false
    /// A fault met inside a callback, thrown by the step that polled.
    private var pendingFault: Fault?

    /// - Parameters:
    ///   - memory: what the broker remembers, compared with the database before a lane is read; nil compares nothing.
    ///   - committed: raised after each commit that has events for the relay.
    ///   - pause: waits the given milliseconds before another try; returns early when a stop is asked for.
    package init(
        _ definition: ServiceDefinition<Working>, storage: any Storage, memory: (any BrokerMemory)? = nil,
        clock: any Clock, limits: WorkerLimits, health: WorkerHealth, stop: StopFlag, committed: WakeSignal,
        pause: @escaping (Int) -> Void, logger: Logger
    ) {
        service = definition.name
        decoder = BatchDecoder(definition: definition)
        processor = BatchProcessor(definition: definition, storage: storage)
        let loop = WorkerHealth.LoopID()
        let patience = Patience(
            policy: limits.retry, health: health, loop: loop, clock: clock, stop: stop, pause: pause, logger: logger)
        timers = TimerRounds(
            TimerDesk(definition: definition, storage: storage), storage: storage, clock: clock, limits: limits,
            patience: patience, logger: logger)
        self.loop = loop
        self.patience = patience
        self.storage = storage
        self.memory = memory
        self.clock = clock
        self.limits = limits
        self.health = health
        self.stop = stop
        self.committed = committed
        self.logger = logger
    }

    /// Runs until a stop is asked for, then leaves the group.
    ///
    /// - Parameter makeSource: builds the consumer with this loop as its listener.
    /// - Throws: what only a person can mend.
    package func run(_ makeSource: (any AssignmentListener) throws(Fault) -> any EventSource) throws(Fault) {
        try start(makeSource)
        defer { finish() }
        while !stop.isSet { try step() }
    }

    /// Prepares the lane of timers and joins the group.
    package func start(_ makeSource: (any AssignmentListener) throws(Fault) -> any EventSource) throws(Fault) {
        guard try claim(), try compare([TimerLane.id]) != nil else { return }
        source = try makeSource(self)
    }

    /// - Returns: false when a stop was asked for while waiting.
    /// - Throws: `fatal` when the schema belongs to another cluster or prefix.
    private func claim() throws(Fault) -> Bool {
        guard let memory else { return true }
        let claimed = try patience.untilDone("deployment") { () throws(Fault) in
            let ours = try memory.deployment()
            return (ours: ours, stored: try self.storage.claim(ours))
        }
        guard let claimed else { return false }
        guard claimed.stored.agrees(with: claimed.ours) else {
            throw Divergence.otherDeployment(service, stored: claimed.stored, ours: claimed.ours)
        }
        return true
    }

    /// Leaves the group.
    package func finish() {
        if let source {
            Crash.at(.consumerClosing)
            source.close(deadlineMilliseconds: limits.closeMilliseconds)
            Crash.at(.consumerClosed)
        }
        source = nil
        health.ended(loop)
    }

    /// One poll and what it brought; then the timers that are due.
    package func step() throws(Fault) {
        guard let source else { return }
        health.beat(loop, at: clock.monotonicMicroseconds())
        let wait = timers.mayHaveMore ? 0 : limits.pollWaitMilliseconds
        let batch = try source.poll(maxRecords: limits.batchRecords, waitMilliseconds: wait)
        if let fault = pendingFault { throw fault }
        reportAssigned()
        halt(batch.stopped)
        try examine(batch.records)
        let items = batch.records.filter(book.accepts).map(decoder.decode)
        if !items.isEmpty { Crash.at(.batchPolled) }
        try apply(items, positions: batch.positions)
        if try timers.fireIfDue() { committed.raise() }
    }

    // What follows is called by `step` only.

    private func halt(_ lanes: [LaneID: String]) {
        guard !lanes.isEmpty else { return }
        for (lane, message) in lanes {
            book.stop(lane, because: message)
            logger.error(
                "a lane stopped and waits for a person",
                metadata: [LogKey.lane: "\(lane)", LogKey.reason: "\(message)"])
        }
        lanesChanged()
    }

    /// Stops a lane for a reason that the source does not know, which would read it on.
    private func refuse(_ lane: LaneID, because message: String) throws(Fault) {
        halt([lane: message])
        try source?.restart([lane: LaneStart.none])
    }

    /// Once an assignment, so that lag tools see a group without traffic too.
    private func reportAssigned() {
        guard isFreshlyAssigned else { return }
        isFreshlyAssigned = false
        source?.reportPositions(book.reportable)
    }

    /// Stops lanes whose topic is another one than before.
    /// - Throws: when the database is behind what Kafka was told.
    private func examine(_ records: [InboundRecord]) throws(Fault) {
        for record in records {
            switch book.contradiction(of: record) {
            case .none: continue
            case .otherRecord(let offset):
                try refuse(record.lane, because: Divergence.otherRecord(record.lane, offset))
            case .toldFurther(let told, let next): throw Divergence.toldFurther(record.lane, told, next: next)
            }
        }
    }

    private func lanesChanged() {
        metrics.recordLanes(assigned: book.assigned.count, stopped: book.stopped.count)
        health.assigned(loop, stopped: book.stopped)
    }

    /// Applies the items, halving around records that the database refuses, without lanes that others have moved.
    private func apply(_ items: [BatchItem<Working>], positions: [LaneID: Int64]) throws(Fault) {
        var items = items
        var bisection = Bisection(count: items.count)
        while true {
            switch bisection.next {
            case .finished:
                return
            case .apply(let part):
                guard let outcome = try attempt(items, part, positions) else { return }
                switch outcome {
                case .applied: bisection.succeeded()
                case .refused: bisection.failed()
                case .lost(let lanes):
                    items = Array(items[part.lowerBound...]).filter { !lanes.contains($0.record.lane) }
                    bisection = Bisection(count: items.count)
                }
            case .quarantine(let index):
                if items[index].isRefused {
                    items = try dropLane(of: items[index], from: items[index...])
                    bisection = Bisection(count: items.count)
                    continue
                }
                items[index].content = .refused(
                    ContractViolation(.rule, "the database cannot hold it: \(refusal)"))
                bisection.requeue()
            }
        }
    }

    /// Not even the dead letter can be stored: going on would lose the record, going round would never end. So its lane
    /// stops; the others have nothing to do with it.
    ///
    /// - Returns: what is left to be applied.
    private func dropLane(
        of item: BatchItem<Working>, from rest: ArraySlice<BatchItem<Working>>
    ) throws(Fault) -> [BatchItem<Working>] {
        let lane = item.record.lane
        try refuse(lane, because: "\(lane) offset \(item.record.offset): the dead letter is refused too: \(refusal)")
        return rest.filter { $0.record.lane != lane }
    }

    private enum Attempt { case applied, refused, lost(Set<LaneID>) }

    /// What the database said of the record refused last.
    private var refusal = ""

    /// Tries one part until it is applied, refused or lost.
    /// - Returns: nil when a stop was asked for while the database was away.
    private func attempt(
        _ items: [BatchItem<Working>], _ part: Range<Int>, _ positions: [LaneID: Int64]
    ) throws(Fault) -> Attempt? {
        let ends = ends(of: items, part, positions)
        let expected = ends.keys.reduce(into: [LaneID: Int64?]()) { $0[$1] = .some(book.expectation(of: $1) ?? nil) }
        let started = clock.monotonicMicroseconds()
        do {
            let result = try patience.untilDone("batch") { () throws(Fault) in
                try self.processor.apply(items[part], expected: expected, ends: ends, now: self.clock.now())
            }
            guard let result else { return nil }
            return try settle(result, started: started)
        } catch {
            guard error.kind == .data else { throw error }
            refusal = error.description
            metrics.recordRetry(.data)
            return .refused
        }
    }

    private func settle(_ result: BatchProcessor<Working>.Result, started: Int64) throws(Fault) -> Attempt {
        switch result {
        case .applied(let summary):
            for (lane, next) in summary.moves { book.move(lane, to: next) }
            source?.reportPositions(summary.moves)
            if summary.published > 0 { committed.raise() }
            if summary.hasDueTimers { timers.lookSoon() }
            Crash.at(.positionsReported)
            metrics.record(summary, microseconds: clock.monotonicMicroseconds() - started)
            for (topic, violation) in summary.refused {
                logger.warning(
                    "dead letter",
                    metadata: [
                        LogKey.topic: "\(topic)", LogKey.reason: "\(violation.reason.rawValue)",
                        LogKey.detail: "\(violation.detail)",
                    ])
            }
            return .applied
        case .lost(let rows):
            try giveUp(rows)
            return .lost(Set(rows.keys))
        }
    }

    /// Another process moved these lanes: read on where the database says.
    private func giveUp(_ rows: [LaneID: LaneRow]) throws(Fault) {
        for (lane, row) in rows {
            let expected = book.expectation(of: lane) ?? nil
            if let fault = Divergence.wentBack(lane, from: expected, to: row) { throw fault }
        }
        metrics.recordLost(rows.count)
        let lanes = rows.keys.sorted()
        logger.notice("lanes were moved by another process", metadata: [LogKey.lanes: "\(lanes)"])
        try source?.restart(book.assign(lanes, rows: rows))
    }

    /// Where each lane of the part stands after it: the position of the whole batch for a lane's last record.
    private func ends(
        of items: [BatchItem<Working>], _ part: Range<Int>, _ positions: [LaneID: Int64]
    ) -> [LaneID: Int64] {
        var ends: [LaneID: Int64] = [:]
        for item in items[part] { ends[item.record.lane] = item.record.offset + 1 }
        let continuing = Set(items[part.upperBound...].map { $0.record.lane })
        for (lane, end) in ends where !continuing.contains(lane) { ends[lane] = max(end, positions[lane] ?? 0) }
        return ends
    }

    /// The rows of the lanes; those that have none get one.
    /// - Returns: nil when a stop was asked for while waiting.
    private func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow]? {
        try patience.untilDone("lanes.read") { () throws(Fault) -> [LaneID: LaneRow] in
            try self.storage.registerLanes(lanes.sorted())
            Crash.at(.lanesRegistered)
            return try self.storage.readLanes(lanes)
        }
    }

    /// The rows of lanes, once they agree with what the broker was told in earlier runs.
    ///
    /// - Returns: the rows and the reported offsets; nil when a stop was asked for while waiting.
    /// - Throws: `fatal` when numbers are published that the database does not know. The comparison stands before the
    ///   first record: once new events are numbered, the gap would be filled with other events and could not be seen.
    private func compare(_ lanes: [LaneID]) throws(Fault) -> (rows: [LaneID: LaneRow], reported: [LaneID: Int64])? {
        guard let known = try readLanes(lanes) else { return nil }
        guard let memory else { return (known, [:]) }
        return try patience.untilDone("lanes.compare") { () throws(Fault) in
            let published = try memory.publishedNumbers(known.values.map(\.number).sorted())
            let reported = try memory.reportedOffsets(lanes.filter { $0 != TimerLane.id }.sorted())
            // Read after the broker was asked: other copies may have gone on meanwhile, in this order.
            let rows = try self.storage.readLanes(lanes)
            for (lane, row) in rows {
                guard let position = published[row.number], position > row.sequence else { continue }
                throw Divergence.published(lane, position, numbered: row.sequence)
            }
            return (rows, reported)
        }
    }

    package func lanesAssigned(_ lanes: [LaneID]) -> [LaneID: LaneStart] {
        Crash.at(.lanesGiven)
        do {
            guard let found = try compare(lanes) else { return [:] }
            let starts = book.assign(lanes, rows: found.rows, reported: found.reported)
            isFreshlyAssigned = true
            logger.info("lanes assigned", metadata: [LogKey.lanes: "\(lanes.count)"])
            lanesChanged()
            return starts
        } catch {
            pendingFault = error
            return [:]
        }
    }

    package func lanesRevoked(_ lanes: [LaneID]) {
        Crash.at(.lanesRevoked)
        book.revoke(lanes)
        logger.info("lanes revoked", metadata: [LogKey.lanes: "\(lanes.count)"])
        lanesChanged()
    }
}
