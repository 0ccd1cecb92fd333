import Contracts
import Kernel
import Worker

/// One schedule: one service or two with copies of workers and relays, a platform that publishes, and faults, all
/// drawn; at the end the faults stop and everything must come to rest.
final class Simulation {
    let fate: Fate
    let broker: ModelBroker
    /// The first service, and the second where there is one.
    let worlds: [ServiceWorld]
    let platform: Platform
    private let ports: Ports
    private var processes: [any SimulatedProcess] = []
    private var relays: [SimulatedRelay] = []
    private var stepsLeft: Int
    /// What no process should ever have said.
    private(set) var unexpected: [Fault] = []

    init(_ choices: Choices, transactions: Bool, removal: Removal?, keepsHistory: Bool) {
        var choices = choices
        let setting = Setting(&choices)
        fate = Fate(choices, keepsHistory: keepsHistory)
        let ports = Ports(fate, setting, removal: removal)
        let broker = ModelBroker(
            hasTransactions: transactions, partitionCount: setting.partitions, fate: fate)
        self.ports = ports
        self.broker = broker
        stepsLeft = setting.steps
        let services =
            setting.hasSecondService ? [SampleServices.first, SampleServices.second] : [SampleServices.first]
        worlds = services.map { ServiceWorld($0, broker, ports) }
        platform = Platform(broker: broker, ports: ports)
        worlds[0].database.refuses = { [fate] text in
            text.hasPrefix("delivered u") || !fate.isHealed && text.hasPrefix("reminded b")
        }
        if worlds.count > 1 { worlds[1].database.refuses = { $0.hasPrefix("delivered s") } }
        for world in worlds { addProcesses(world, setting) }
        ports.whileOthersGoOn = { [unowned self] in self.takeStep() }
    }

    private func addProcesses(_ world: ServiceWorld, _ setting: Setting) {
        for copy in 1...setting.workers { processes.append(SimulatedWorker(world, copy: copy)) }
        for shard in 0..<setting.shards {
            for copy in 1...setting.relays { relays.append(SimulatedRelay(world, shard: shard, copy: copy)) }
        }
        processes += relays.suffix(setting.shards * setting.relays) as [any SimulatedProcess]
    }

    /// Runs the faults, then heals.
    /// - Returns: what the oracle has against it; empty when all is well.
    func run() -> [String] {
        for _ in 0...fate.pick(3) { platform.publish() }
        while stepsLeft > 0 {
            if fate.pick(8) == 7 { platform.publish() }
            takeStep()
        }
        heal()
        return Oracle(self).objections()
    }

    /// One step of whoever is not in the middle of one, and now and then something that happens outside.
    private func takeStep() {
        guard stepsLeft > 0 else { return }
        stepsLeft -= 1
        if fate.strikes(ports.setting.outside) { happenOutside() }
        let ready = processes.filter { !$0.isBusy }
        guard !ready.isEmpty else { return }
        step(ready[fate.pick(ready.count)])
    }

    private func step(_ process: any SimulatedProcess) {
        do throws(Fault) { try process.step() } catch {
            unexpected.append(error)
            stepsLeft = 0
        }
    }

    private func happenOutside() {
        fate.pass(milliseconds: fate.pick(400))
        switch fate.pick(4) {
        case 0: settleSlowCommits()
        case 1: relays[fate.pick(relays.count)].outbox?.breakSession()
        case 2: for transaction in broker.coordinator.timeOut() { broker.finish(transaction) }
        default:
            for world in worlds { expirePositions(world) }
        }
    }

    private func expirePositions(_ world: ServiceWorld) {
        for producer in world.producers {
            broker.coordinator.expirePositions(of: producer) { world.database.hints[Int($0)] >= $1 }
        }
    }

    private func settleSlowCommits() { broker.finishAll { $0.outcome == .committing } }

    private func heal() {
        fate.isHealed = true
        fate.note("all faults end")
        settleSlowCommits()
        for _ in 0..<300 {
            for process in processes { step(process) }
            if !unexpected.isEmpty || worlds.allSatisfy(\.isAtRest) { return }
            fate.pass(milliseconds: 600_000)
        }
    }
}
