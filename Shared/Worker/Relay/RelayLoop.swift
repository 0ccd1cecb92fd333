import Logging
import Metrics
import Telemetry

/// Carries out what `RelayMachine` says, on a thread of its own with a connection of its own.
package final class RelayLoop {
    private let shard: Int
    private let shardCount: Int
    private let outbox: any OutboxStorage
    private let sinks: any EventSinkFactory
    private let limits: WorkerLimits
    private let clock: any Clock
    private let stop: StopFlag
    private let wait: (Int) -> Void
    private let logger: Logger
    private var machine = RelayMachine()
    private var sink: (any EventSink)?
    private var opened = 0
    private var nextDiscovery: Int64 = 0
    private var nextReclaim: Int64 = 0
    private let published = Counter(label: MetricName.eventsPublished)
    private let transactions = Counter(label: MetricName.relayTransactions)
    private let rebuilds = Counter(label: MetricName.producerRebuilds)
    private let leased: Gauge
    private let depth: Gauge

    /// - Parameter wait: waits the given milliseconds; returns early when a batch was committed or a stop asked for.
    package init(
        shard: Int, shardCount: Int, outbox: any OutboxStorage, sinks: any EventSinkFactory, clock: any Clock,
        limits: WorkerLimits, stop: StopFlag, wait: @escaping (Int) -> Void, logger: Logger
    ) {
        self.shard = shard
        self.shardCount = shardCount
        self.outbox = outbox
        self.sinks = sinks
        self.clock = clock
        self.limits = limits
        self.stop = stop
        self.wait = wait
        self.logger = logger
        leased = Gauge(label: MetricName.relayLeased, dimensions: [("shard", "\(shard)")])
        depth = Gauge(label: MetricName.outboxDepth, dimensions: [("shard", "\(shard)")])
    }

    /// Runs until a stop is asked for, then closes the producer and gives the lease back.
    ///
    /// - Throws: what only a person can mend.
    package func run() throws(Fault) {
        defer { finish() }
        while !stop.isSet { try step() }
        try drain()
    }

    /// Publishes what this process has just committed, as far as it goes without a fault, so that a restart begins
    /// clean.
    private func drain() throws(Fault) {
        var mayRest = true
        for _ in 0..<100 {
            switch machine.next() {
            case .fetch, .publish, .storeHints: try step()
            // The outbox was read before the last commit, perhaps: once more.
            case .rest where mayRest: mayRest = false
            default: return
            }
        }
    }

    private func finish() {
        closeSink()
        if machine.isLeased { outbox.releaseLease(shard: shard) }
    }

    private func closeSink() {
        guard let sink else { return }
        Crash.at(.producerClosing)
        sink.close(deadlineMilliseconds: limits.closeMilliseconds)
        self.sink = nil
        Crash.at(.producerClosed)
    }

    /// Does one action.
    ///
    /// - Throws: what only a person can mend.
    package func step() throws(Fault) {
        let action = machine.next()
        if case .halt(let fault) = action { throw fault }
        do { try perform(action) } catch {
            report(error)
            machine.failed(error, sinkIsOpen: sink != nil)
        }
        leased.record(machine.isLeased ? 1 : 0)
    }

    private func perform(_ action: RelayMachine.Action) throws(Fault) {
        switch action {
        case .takeLease: machine.leaseAnswered(try outbox.tryLease(shard: shard))
        case .waitForLease:
            wait(limits.leaseRetryMilliseconds)
            machine.waitedForLease()
        case .open: try open()
        case .fetch(let positions): try fetch(after: positions)
        case .publish(let run): try publish(run)
        case .storeHints(let hints):
            Crash.at(.hintsStoring)
            try outbox.storeHints(hints)
            Crash.at(.hintsStored)
            machine.hintsStored()
        case .rest: wait(limits.relayPollMilliseconds)
        case .closeSink:
            closeSink()
            machine.sinkClosed()
        case .backOff(let attempt): wait(limits.retry.waitMilliseconds(afterAttempt: attempt))
        case .halt: break
        }
    }

    private func open() throws(Fault) {
        // The lease may have gone with a broken connection; taking it again is harmless when it is still ours.
        guard try outbox.tryLease(shard: shard) else { return machine.leaseLost() }
        Crash.at(.producerOpening)
        let sink = try sinks.open(shard: shard)
        self.sink = sink
        opened += 1
        if opened > 1 { rebuilds.increment() }
        // Only now is the predecessor fenced: what it did is decided, so the positions are the truth.
        let (lanes, committed) = try positions(of: relayLanes(), sink)
        Crash.at(.positionsRead)
        machine.opened(lanes: lanes, committed: committed, isTransactional: sink.isTransactional)
        logger.info("relay opened", metadata: [LogKey.shard: "\(shard)", LogKey.lanes: "\(lanes.count)"])
    }

    /// The rows are read again after Kafka's positions: while this process stood still between the two, another may
    /// have taken over and published what was numbered since, and that is no restored database.
    private func positions(
        of lanes: [RelayLane], _ sink: any EventSink
    ) throws(Fault) -> (lanes: [RelayLane], committed: [Int32: Int64]) {
        let numbers = lanes.map { $0.number }
        let committed = try sink.committedPositions(laneNumbers: numbers)
        return (try relayLanes().filter { numbers.contains($0.number) }, committed)
    }

    private func relayLanes() throws(Fault) -> [RelayLane] {
        try outbox.relayLanes(shard: shard, shardCount: shardCount)
    }

    private func fetch(after positions: [Int32: Int64]) throws(Fault) {
        try keepHouse()
        let segments = try outbox.segments(after: positions, maxBytes: limits.relayBytes)
        if !segments.isEmpty { Crash.at(.segmentsFetched) }
        machine.fetched(segments)
    }

    private func publish(_ run: RelayRun) throws(Fault) {
        guard let sink else { throw Fault(.transient, "relay.publish", "no producer") }
        try sink.publish(run.records, positions: run.ends)
        machine.published()
        published.increment(by: run.records.count)
        transactions.increment()
    }

    /// Every now and then: lanes that are new, outbox partitions to free.
    private func keepHouse() throws(Fault) {
        let now = clock.monotonicMicroseconds()
        if now >= nextDiscovery {
            nextDiscovery = now + Int64(limits.laneDiscoveryMilliseconds) * 1_000
            try discover()
        }
        if now >= nextReclaim {
            nextReclaim = now + Int64(limits.reclaimMilliseconds) * 1_000
            try outbox.reclaim()
        }
    }

    private func discover() throws(Fault) {
        let all = try relayLanes()
        depth.record(machine.unpublished(among: all))
        let lanes = machine.unknown(among: all)
        guard !lanes.isEmpty, let sink else { return }
        let known = try positions(of: lanes, sink)
        machine.discovered(known.lanes, committed: known.committed)
    }

    private func report(_ fault: Fault) {
        let level: Logger.Level = fault.kind == .fatal ? .error : .notice
        logger.log(
            level: level, "the relay begins anew",
            metadata: [LogKey.shard: "\(shard)", LogKey.reason: "\(fault.kind)", LogKey.detail: "\(fault)"])
    }
}
