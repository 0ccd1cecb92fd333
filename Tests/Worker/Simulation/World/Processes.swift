import Worker

/// Something that the scheduler can let take one step, and that can die and be started again.
protocol SimulatedProcess: AnyObject {
    /// True while a step is under way (it stands still and others go on).
    var isBusy: Bool { get }
    /// - Throws: what only a person could mend; never expected.
    func step() throws(Fault)
}

/// A copy of a worker: the real loop on the model ports.
final class SimulatedWorker: SimulatedProcess {
    private let world: ServiceWorld
    private let name: String
    private var lives = 0
    private var life = Life("nobody", 0)
    private var loop: WorkerLoop<Notes>?
    private var source: ModelSource?
    private(set) var isBusy = false

    init(_ world: ServiceWorld, copy: Int) {
        self.world = world
        name = "\(world.definition.name) worker \(copy)"
    }

    func step() throws(Fault) {
        isBusy = true
        defer { isBusy = false }
        do throws(Fault) {
            if let loop { try goOn(loop) } else { try start() }
        } catch {
            guard life.isOver else { throw error }
        }
        if life.isOver { bury() }
    }

    private func goOn(_ loop: WorkerLoop<Notes>) throws(Fault) {
        guard world.ports.fate.strikes(world.ports.setting.retirement) else { return try loop.step() }
        world.ports.fate.count(.retirement)
        world.ports.fate.note("\(life) stops in good order")
        loop.finish()
        source = nil
        self.loop = nil
    }

    private func start() throws(Fault) {
        lives += 1
        life = Life(name, lives)
        let fate = world.ports.fate
        let loop = WorkerLoop(
            world.definition, storage: ModelStorage(world.database, ports: world.ports, life: life),
            memory: ModelMemory(world, life: life), clock: fate, limits: world.limits, health: WorkerHealth(),
            stop: StopFlag(), committed: WakeSignal(),
            pause: { fate.pass(milliseconds: $0) }, logger: ServiceWorld.logger)
        fate.note("\(life) starts")
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

/// A copy of a relay of one shard: the real loop on the model ports.
final class SimulatedRelay: SimulatedProcess {
    private let world: ServiceWorld
    private let shard: Int
    private let name: String
    private var lives = 0
    private var life = Life("nobody", 0)
    private var loop: RelayLoop?
    private var stop = StopFlag()
    private(set) var outbox: ModelOutbox?
    private(set) var isBusy = false

    init(_ world: ServiceWorld, shard: Int, copy: Int) {
        self.world = world
        self.shard = shard
        let suffix = world.producers.count > 1 ? " of shard \(shard)" : ""
        name = "\(world.definition.name) relay \(copy)\(suffix)"
    }

    func step() throws(Fault) {
        isBusy = true
        defer { isBusy = false }
        do throws(Fault) { try goOn(loop ?? start()) } catch {
            guard life.isOver else { throw error }
        }
        if life.isOver { bury() }
    }

    private func goOn(_ loop: RelayLoop) throws(Fault) {
        guard world.ports.fate.strikes(world.ports.setting.retirement) else { return try loop.step() }
        world.ports.fate.count(.retirement)
        world.ports.fate.note("\(life) stops in good order")
        stop.set()
        try loop.run()
        bury()
    }

    private func start() -> RelayLoop {
        lives += 1
        life = Life(name, lives)
        stop = StopFlag()
        let fate = world.ports.fate
        let outbox = ModelOutbox(world, life: life)
        let loop = RelayLoop(
            shard: shard, shardCount: world.producers.count, outbox: outbox,
            sinks: ModelSinkFactory(world: world, outbox: outbox, life: life), clock: fate, limits: world.limits,
            stop: stop, wait: { fate.pass(milliseconds: $0) }, logger: ServiceWorld.logger)
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
