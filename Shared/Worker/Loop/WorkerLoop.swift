import Contracts
import Kernel
import Logging
import Telemetry

/// The consuming side of a worker: poll, apply in one transaction, report, and timers in between. One thread, plain
/// loop.
///
/// Thread rule: created and used on one thread; `AssignmentListener` calls come on it too, from inside `poll`.
package final class WorkerLoop<Working: WorkingSet>: AssignmentListener {
    private let decoder: BatchDecoder<Working>
    private let processor: BatchProcessor<Working>
    private let timers: TimerRounds<Working>
    private let patience: Patience
    private let storage: any Storage
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
    /// A fault met inside a callback, thrown by the step that polled.
    private var pendingFault: Fault?

    /// - Parameters:
    ///   - committed: raised after each commit that has events for the relay.
    ///   - pause: waits the given milliseconds before another try; returns early when a stop is asked for.
    package init(
        _ definition: ServiceDefinition<Working>, storage: any Storage, clock: any Clock, limits: WorkerLimits,
        health: WorkerHealth, stop: StopFlag, committed: WakeSignal, pause: @escaping (Int) -> Void, logger: Logger
    ) {
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
        let registered: Void? = try patience.untilDone("lanes.register") { () throws(Fault) in
            try self.storage.registerLanes([TimerLane.id])
        }
        if registered != nil { source = try makeSource(self) }
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
        let batch = try source.poll(maxRecords: limits.batchRecords, waitMilliseconds: limits.pollWaitMilliseconds)
        if let fault = pendingFault { throw fault }
        halt(batch.stopped)
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
                guard !items[index].isRefused else { throw unstorable(items[index]) }
                items[index].content = .refused(
                    ContractViolation(.rule, "the database cannot hold it: \(refusal)"))
                bisection.requeue()
            }
        }
    }

    /// Not even the dead letter can be stored: going on would lose the record, going round would never end.
    private func unstorable(_ item: BatchItem<Working>) -> Fault {
        Fault(
            .fatal, "batch.deadletter",
            "\(item.record.lane) offset \(item.record.offset): the dead letter is refused too: \(refusal)")
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
        metrics.recordLost(rows.count)
        let lanes = rows.keys.sorted()
        logger.notice("lanes were moved by another process", metadata: [LogKey.lanes: "\(lanes)"])
        // A lane without a row (the database was restored to a time before it) gets one, and is read from its
        // beginning.
        guard let known = rows.values.contains(where: { $0.number < 0 }) ? try readLanes(lanes) : rows else { return }
        try source?.restart(book.assign(lanes, rows: known))
    }

    /// Where each lane of the part stands after it: the position of the whole batch for a lane's last record.
    private func ends(
        of items: [BatchItem<Working>], _ part: Range<Int>, _ positions: [LaneID: Int64]
    ) -> [LaneID: Int64] {
        var ends: [LaneID: Int64] = [:]
        for item in items[part] { ends[item.record.lane] = item.record.offset + 1 }
        let continuing = Set(items[part.upperBound...].map(\.record.lane))
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

    package func lanesAssigned(_ lanes: [LaneID]) -> [LaneID: LaneStart] {
        Crash.at(.lanesGiven)
        do {
            guard let rows = try readLanes(lanes) else { return [:] }
            let starts = book.assign(lanes, rows: rows)
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
