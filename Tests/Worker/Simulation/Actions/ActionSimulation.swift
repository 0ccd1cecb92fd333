import Worker

/// One schedule of the second level: workers, readers and relays whose actions interleave in any order, not only one
/// inside another as in `Simulation`, and a crash between any two of them.
final class ActionSimulation {
    let fate: Fate
    private let world: ActionWorld
    private let setting: ActionSetting
    private var processes: [any ActionProcess] = []
    private var relays: [ActionRelay] = []
    /// The one that stands still.
    private var frozen: Int?
    private var unexpected: [Fault] = []

    init(_ choices: Choices, transactions: Bool, removal: Removal?, keepsHistory: Bool) {
        var choices = choices
        setting = ActionSetting(&choices)
        fate = Fate(choices, keepsHistory: keepsHistory)
        world = ActionWorld(fate, setting, transactions: transactions, removal: removal)
        for service in 0...(setting.hasReader ? 1 : 0) {
            for copy in 0..<setting.workers { processes.append(ActionWorker(world, service: service, copy: copy)) }
        }
        relays = (0..<setting.relays).map { ActionRelay(world, copy: $0) }
        processes += relays as [any ActionProcess]
        for service in 0...1 { world.rebalance(service) }
    }

    /// Runs the faults, then heals.
    /// - Returns: what is against it; empty when all is well.
    func run() -> [String] {
        for _ in 0...fate.pick(3) { world.publishInput() }
        for _ in 0..<setting.steps where unexpected.isEmpty { takeStep() }
        heal()
        return objections()
    }

    private func takeStep() {
        if fate.strikes(setting.outside) { happenOutside() }
        if fate.strikes(setting.rebalance) { world.rebalance(fate.pick(2)) }
        if fate.strikes(setting.freeze) { freeze() }
        let place = fate.pick(processes.count)
        guard place != frozen else { return }
        if fate.strikes(setting.death) {
            fate.count(.death)
            return processes[place].die()
        }
        act(processes[place])
    }

    /// One stands still, or the one that stood still goes on.
    private func freeze() {
        fate.count(.standstill)
        frozen = frozen == nil ? fate.pick(processes.count) : nil
    }

    private func act(_ process: any ActionProcess) {
        do throws(Fault) { try process.act() } catch { unexpected.append(error) }
    }

    private func happenOutside() {
        switch fate.pick(6) {
        case 0: world.publishInput()
        case 1: world.finishAll { $0.outcome == .committing }
        case 2: relays[fate.pick(relays.count)].breakSession()
        case 3: for transaction in world.coordinator.timeOut() { world.finish(transaction) }
        case 4:
            world.coordinator.expirePositions(of: world.producer) { world.stores[0].hints[Int($0)] >= $1 }
        default: reclaim()
        }
    }

    private func reclaim() {
        for (lane, freed) in world.stores[0].reclaim().enumerated()
        where freed > world.coordinator.published(world.producer, Int32(lane)) {
            fate.breach("row up to \(freed) of lane \(lane) is freed before it is published")
        }
    }

    private func heal() {
        fate.isHealed = true
        fate.note("all faults end")
        world.finishAll { $0.outcome == .committing }
        for _ in 0..<400 {
            for process in processes { act(process) }
            if !unexpected.isEmpty || world.isAtRest { return }
        }
    }

    private func objections() -> [String] {
        let seen = fate.breaches + unexpected.map { "a process stopped: \($0)" }
        guard seen.isEmpty else { return seen }
        guard world.isAtRest else { return ["no rest: something is never read or published"] }
        return world.stores[0].rows.indices.flatMap { lane in
            effects("offset", lane, world.stores[0].applied[lane], 0..<Int(world.inputs[lane]))
                + (setting.hasReader ? effects("number", lane, world.stores[1].applied[lane], numbers(lane)) : [])
        } + visible()
    }

    private func numbers(_ lane: Int) -> Range<Int> { 1..<Int(world.stores[0].rows[lane].sequence) + 1 }

    private func effects(_ what: String, _ lane: Int, _ counts: [Int], _ expected: Range<Int>) -> [String] {
        let wrong = expected.filter { !counts.indices.contains($0) || counts[$0] != 1 }
        let invented = counts.indices.filter { counts[$0] > 0 && !expected.contains($0) }
        return (wrong + invented).map { number in
            "lane \(lane): \(what) \(number) took effect "
                + "\(counts.indices.contains(number) ? counts[number] : 0) times instead of "
                + (expected.contains(number) ? "once" : "never")
        }
    }

    /// With transactions a reader sees every number exactly once and in order; without, at least once.
    private func visible() -> [String] {
        var objections: [String] = []
        var counts = world.stores[0].rows.map { [Int](repeating: 0, count: Int($0.sequence) + 1) }
        for partition in 0..<setting.lanes {
            var last = [Int64](repeating: 0, count: setting.lanes)
            world.visit(partition, from: 0) { _, entry in
                if world.hasTransactions, entry.number <= last[entry.lane] {
                    objections.append("number \(entry.number) of lane \(entry.lane) after \(last[entry.lane])")
                }
                last[entry.lane] = entry.number
                if counts[entry.lane].indices.contains(Int(entry.number)) {
                    counts[entry.lane][Int(entry.number)] += 1
                } else {
                    objections.append("number \(entry.number) is beyond lane \(entry.lane)")
                }
                return true
            }
        }
        for lane in counts.indices {
            for number in counts[lane].indices.dropFirst() where counts[lane][number] != 1 {
                if counts[lane][number] > 1, !world.hasTransactions { continue }
                objections.append("number \(number) of lane \(lane) is visible \(counts[lane][number]) times")
            }
        }
        return objections
    }
}
