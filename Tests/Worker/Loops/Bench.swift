import Contracts
import Kernel
import Logging

@testable import Worker
@testable import WorkerSimulation

/// One worker and one relay on model ports without chance: faults are planted by the test.
final class Bench {
    let fate = Fate(Choices(given: []), keepsHistory: false)
    let broker: ModelBroker
    let world: ServiceWorld
    let life = Life("bench", 1)
    let health = WorkerHealth()
    let stop = StopFlag()
    var limits: WorkerLimits
    /// Called at each wait, with the milliseconds.
    var onPause: (Int) -> Void = { _ in }
    let ports: Ports

    init(
        _ definition: ServiceDefinition<Notes> = SampleServices.first, transactions: Bool = true, partitions: Int32 = 1
    ) {
        fate.isHealed = true
        ports = Ports(fate, .quiet, removal: nil)
        broker = ModelBroker(hasTransactions: transactions, partitionCount: partitions, fate: fate)
        world = ServiceWorld(definition, broker, ports)
        limits = world.limits
    }

    var database: ModelDatabase { world.database }

    func worker(
        _ storage: (any Storage)? = nil, memory: (any BrokerMemory)? = nil
    ) throws(Fault) -> WorkerLoop<Notes> {
        let loop = WorkerLoop(
            world.definition, storage: storage ?? ModelStorage(database, ports: ports, life: life), memory: memory,
            clock: fate, limits: limits, health: health, stop: stop, committed: WakeSignal(),
            pause: { [unowned self] milliseconds in
                self.fate.pass(milliseconds: milliseconds)
                self.onPause(milliseconds)
            }, logger: ServiceWorld.logger)
        try loop.start { (listener) throws(Fault) in
            ModelSource(self.broker, self.world.group, listener: listener, ports: self.ports, life: self.life)
        }
        return loop
    }

    /// - Parameters:
    ///   - afterRead: called after each look into the outbox, with what was found there.
    ///   - afterLanes: called each time the rows of the lanes were read.
    func relay(
        afterRead: @escaping ([Segment]) -> Void = { _ in }, afterLanes: @escaping () -> Void = {},
        wait: @escaping (Int) -> Void
    ) -> RelayLoop {
        let outbox = ModelOutbox(world, life: life)
        return RelayLoop(
            shard: 0, shardCount: 1, outbox: WatchedOutbox(outbox, afterRead: afterRead, afterLanes: afterLanes),
            sinks: ModelSinkFactory(world: world, outbox: outbox, life: life),
            clock: fate, limits: limits, stop: stop, wait: wait, logger: ServiceWorld.logger)
    }

    /// Publishes deliveries of these orders, as a shop does.
    func deliver(_ orders: String...) {
        for order in orders {
            let data = "{\"merchant\":\"shop\",\"orderId\":\"\(order)\",\"deliveredAt\":\"2026-01-01T00:00:00Z\"}"
            let event = CloudEvent(id: order, source: "/shop", type: OrderDelivered.type, data: Array(data.utf8))
            broker.append(
                OutboundRecord(
                    topic: Topic.orders.name, key: Array("shop/\(order)".utf8), value: event.data,
                    headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) }))
        }
    }

    /// What stands on a topic for a read-committed reader.
    func records(_ topic: String) -> [InboundRecord] { broker.read(LaneID(topic, 0), from: 0, limit: .max).records }
}

extension ModelDatabase {
    /// The row of a lane; nil takes it away.
    subscript(lane: LaneID) -> LaneRow? {
        get { number(of: lane).map { rows[$0] } }
        set {
            guard let number = number(of: lane) else { return }
            if let newValue { rows[number] = newValue } else { lanes[number] = LaneID("gone", 0) }
        }
    }

    /// How often each effect was noted.
    var done: [String: Int] { Dictionary(effects.map { ($0, 1) }, uniquingKeysWith: +) }

    func timer(_ key: String) -> TimerEntry? { timers.first { $0.key == key } }
}

/// A database that does what the test says before it does what it should.
final class PlantedStorage: Storage {
    private let inner: ModelStorage
    /// Thrown one after another by the next transactions; nil lets one through.
    var faults: [Fault?] = []

    init(_ bench: Bench) { inner = ModelStorage(bench.database, ports: bench.ports, life: bench.life) }

    func transaction<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        if !faults.isEmpty, let fault = faults.removeFirst() { throw fault }
        return try inner.transaction(body)
    }

    func registerLanes(_ lanes: [LaneID]) throws(Fault) { try inner.registerLanes(lanes) }
    func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] { try inner.readLanes(lanes) }
    func nextTimerDue() throws(Fault) -> Instant? { try inner.nextTimerDue() }
    func claim(_ deployment: Deployment) throws(Fault) -> Deployment { try inner.claim(deployment) }
    func close() {}
}

/// An outbox whose reads are seen by the test.
final class WatchedOutbox: OutboxStorage {
    private let inner: ModelOutbox
    private let afterRead: ([Segment]) -> Void
    private let afterLanes: () -> Void

    init(_ inner: ModelOutbox, afterRead: @escaping ([Segment]) -> Void, afterLanes: @escaping () -> Void) {
        self.inner = inner
        self.afterRead = afterRead
        self.afterLanes = afterLanes
    }

    func segments(after positions: [Int32: Int64], maxBytes: Int) throws(Fault) -> [Segment] {
        let segments = try inner.segments(after: positions, maxBytes: maxBytes)
        afterRead(segments)
        return segments
    }

    func tryLease(shard: Int) throws(Fault) -> Bool { try inner.tryLease(shard: shard) }
    func releaseLease(shard: Int) { inner.releaseLease(shard: shard) }
    func relayLanes(shard: Int, shardCount: Int) throws(Fault) -> [RelayLane] {
        defer { afterLanes() }
        return try inner.relayLanes(shard: shard, shardCount: shardCount)
    }
    func storeHints(_ hints: [Int32: Int64]) throws(Fault) { try inner.storeHints(hints) }
    func reclaim() throws(Fault) { try inner.reclaim() }
    func close() { inner.close() }
}
