import Kernel
import Logging
import Worker

/// Something that the scheduler can let take one step, and that can die and be started again.
protocol SimulatedProcess: AnyObject {
    /// True while a step is under way (it stands still and others go on).
    var isBusy: Bool { get }
    /// - Throws: what only a person could mend; never expected.
    func step() throws(Fault)
}

/// What all copies of a service share.
struct ServiceWorld {
    let definition: ServiceDefinition<Notes>
    let database: ModelDatabase
    let group: ModelGroup
    let broker: ModelBroker
    let ports: Ports

    static let limits: WorkerLimits = {
        var limits = WorkerLimits()
        limits.batchRecords = 5
        limits.timersPerBatch = 3
        limits.timerCheckMilliseconds = 20
        limits.retry = RetryPolicy(firstWaitMilliseconds: 1, lastWaitMilliseconds: 4)
        return limits
    }()

    static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
}

/// A copy of a worker: the real loop on the model ports.
final class SimulatedWorker: SimulatedProcess {
    private let world: ServiceWorld
    private let name: String
    private var lives = 0
    private var life = Life("nobody")
    private var loop: WorkerLoop<Notes>?
    private var source: ModelSource?
    private(set) var isBusy = false

    init(_ world: ServiceWorld, name: String) {
        self.world = world
        self.name = name
    }

    func step() throws(Fault) {
        isBusy = true
        defer { isBusy = false }
        do throws(Fault) {
            if let loop { try loop.step() } else { try start() }
        } catch {
            guard life.isOver else { throw error }
        }
        if life.isOver { bury() }
    }

    private func start() throws(Fault) {
        lives += 1
        life = Life("\(name)#\(lives)")
        let fate = world.ports.fate
        let loop = WorkerLoop(
            world.definition, storage: ModelStorage(world.database, ports: world.ports, life: life), clock: fate,
            limits: ServiceWorld.limits, health: WorkerHealth(), stop: StopFlag(), committed: WakeSignal(),
            pause: { fate.pass(milliseconds: $0) }, logger: ServiceWorld.logger)
        try loop.start { (listener) throws(Fault) in
            let source = ModelSource(
                self.world.broker, self.world.group, listener: listener, ports: self.world.ports, life: self.life)
            self.source = source
            return source
        }
        self.loop = loop
    }

    /// Nothing of the process is left but what others hold of it.
    private func bury() {
        source?.forget()
        source = nil
        loop = nil
    }
}

/// A copy of a relay: the real loop on the model ports.
final class SimulatedRelay: SimulatedProcess {
    private let world: ServiceWorld
    private let name: String
    private var lives = 0
    private var life = Life("nobody")
    private var loop: RelayLoop?
    private(set) var outbox: ModelOutbox?
    private(set) var isBusy = false

    init(_ world: ServiceWorld, name: String) {
        self.world = world
        self.name = name
    }

    func step() throws(Fault) {
        isBusy = true
        defer { isBusy = false }
        do throws(Fault) { try current().step() } catch {
            guard life.isOver else { throw error }
        }
        if life.isOver { bury() }
    }

    private func current() -> RelayLoop {
        if let loop { return loop }
        lives += 1
        life = Life("\(name)#\(lives)")
        let fate = world.ports.fate
        let outbox = ModelOutbox(world.database, ports: world.ports, life: life)
        let sinks = ModelSinkFactory(
            broker: world.broker, service: world.definition.name, ports: world.ports, life: life)
        let loop = RelayLoop(
            shard: 0, shardCount: 1, outbox: outbox, sinks: sinks, clock: fate, limits: ServiceWorld.limits,
            stop: StopFlag(), wait: { fate.pass(milliseconds: $0) }, logger: ServiceWorld.logger)
        self.outbox = outbox
        self.loop = loop
        return loop
    }

    private func bury() {
        outbox?.close()
        outbox = nil
        loop = nil
    }
}
