import Contracts
import Kernel
import Worker

/// One schedule: two services with copies of workers and relays, a platform that publishes, and faults, all drawn
/// from a seed; at the end the faults stop and everything must come to rest.
final class Simulation {
    enum Removal { case none, laneLock, fencing }

    let fate: Fate
    let broker: ModelBroker
    let first: ServiceWorld
    let second: ServiceWorld
    let platform: Platform
    private let ports: Ports
    private var workers: [SimulatedWorker] = []
    private var relays: [SimulatedRelay] = []
    /// What no process should ever have said.
    private(set) var unexpected: [Fault] = []

    init(seed: UInt64, transactions: Bool, removal: Removal = .none, keepsHistory: Bool = false) {
        fate = Fate(seed: seed, keepsHistory: keepsHistory)
        ports = Ports(fate)
        broker = ModelBroker(hasTransactions: transactions, partitionCount: 2, fate: fate)
        first = Self.world(SampleServices.first, broker, ports)
        second = Self.world(SampleServices.second, broker, ports)
        platform = Platform(broker: broker, fate: fate)
        broker.fences = removal != .fencing
        for world in [first, second] { world.database.locksLanes = removal != .laneLock }
        first.database.refuses = { [fate] text in
            text.hasPrefix("delivered unstorable") || !fate.isHealed && text.hasPrefix("reminded bomb")
        }
        second.database.refuses = { $0.hasPrefix("told delivered sour") }
        for world in [first, second] { addProcesses(world) }
        ports.whileOthersGoOn = { [unowned self] in self.takeStep() }
    }

    private static func world(
        _ definition: ServiceDefinition<Notes>, _ broker: ModelBroker, _ ports: Ports
    ) -> ServiceWorld {
        ServiceWorld(
            definition: definition, database: ModelDatabase(service: definition.name),
            group: ModelGroup(
                topics: definition.inputs.map(\.name), partitionCount: broker.partitionCount, fate: ports.fate),
            broker: broker, ports: ports)
    }

    private func addProcesses(_ world: ServiceWorld) {
        for copy in 1...2 {
            workers.append(SimulatedWorker(world, name: "\(world.definition.name) worker \(copy)"))
            relays.append(SimulatedRelay(world, name: "\(world.definition.name) relay \(copy)"))
        }
    }

    private var processes: [any SimulatedProcess] { workers as [any SimulatedProcess] + relays }

    /// Runs the faults, then heals.
    /// - Returns: what the oracle has against it; empty when all is well.
    func run(steps: Int) -> [String] {
        for _ in 0..<steps {
            if fate.pick(6) == 0 { platform.publish() }
            takeStep()
        }
        heal()
        return Oracle(self).objections()
    }

    /// One step of whoever is not in the middle of one, and now and then something that happens outside.
    private func takeStep() {
        if fate.strikes(30) { happenOutside() }
        let ready = processes.filter { !$0.isBusy }
        guard !ready.isEmpty else { return }
        step(ready[fate.pick(ready.count)])
    }

    private func step(_ process: any SimulatedProcess) {
        do throws(Fault) { try process.step() } catch { unexpected.append(error) }
    }

    private func happenOutside() {
        broker.settleSlowCommits()
        fate.pass(milliseconds: fate.pick(400))
        if fate.coin() { relays[fate.pick(relays.count)].outbox?.breakSession() }
        for world in [first, second] where fate.pick(4) == 0 {
            broker.expirePosition("\(world.definition.name).0", where: world.database.isCopied)
        }
    }

    private func heal() {
        fate.isHealed = true
        broker.settleSlowCommits()
        for _ in 0..<300 {
            for process in processes { step(process) }
            if isAtRest || !unexpected.isEmpty { return }
            fate.pass(milliseconds: 600_000)
        }
    }

    /// Everything read, applied and published, and no timer left.
    var isAtRest: Bool {
        [first, second].allSatisfy { world in
            world.database.timers.isEmpty && world.hasPublishedAll && world.hasReadAll
        }
    }
}

extension ServiceWorld {
    fileprivate var hasReadAll: Bool {
        definition.inputs.allSatisfy { topic in
            (0..<broker.partitionCount).allSatisfy { partition in
                let lane = LaneID(topic.name, partition)
                let next = database.lanes[lane]?.nextOffset ?? 0
                return broker.read(lane, from: next, limit: 1).records.isEmpty
            }
        }
    }

    fileprivate var hasPublishedAll: Bool {
        database.lanes.values.allSatisfy { (database.hints[$0.number] ?? 0) == $0.sequence }
    }
}
