import Contracts
import Kernel
import Worker

/// What must be true of a schedule when it has come to rest.
struct Oracle {
    private let simulation: Simulation
    private let hasTransactions: Bool

    init(_ simulation: Simulation) {
        self.simulation = simulation
        hasTransactions = simulation.broker.hasTransactions
    }

    func objections() -> [String] {
        let seen = simulation.fate.breaches + simulation.unexpected.map { "a process stopped: \($0)" }
        guard seen.isEmpty else { return seen }
        guard simulation.worlds.allSatisfy(\.isAtRest) else {
            return ["no rest: something is never read, published or fired"]
        }
        return effects() + order() + simulation.worlds.flatMap { NumberOracle(simulation, $0).objections() }
            + DeadLetterOracle(simulation).objections()
    }

    /// Every input has its effect exactly once in both services.
    private func effects() -> [String] {
        let applied = simulation.platform.sent.filter { $0.kind.isApplied }
        var first: [String] = []
        var second: [String] = []
        for sent in applied {
            first += ["delivered \(sent.orderID)", "reminded \(sent.orderID)"]
            second.append("reminded \(sent.orderID)")
            if sent.kind != .sour { second.append("delivered \(sent.orderID)") }
            if sent.kind == .chatty { second.append("confirmed \(sent.orderID)") }
        }
        return zip(simulation.worlds, [first, second]).flatMap { compare($0, with: $1) }
    }

    private func compare(_ world: ServiceWorld, with expected: [String]) -> [String] {
        let wanted = expected.sorted()
        let done = world.database.effects.sorted()
        guard done != wanted else { return [] }
        return Set(done).union(wanted).sorted().compactMap { text in
            let count = done.count { $0 == text }
            let right = wanted.count { $0 == text }
            guard count != right else { return nil }
            return "\(world.definition.name): '\(text)' took effect \(count) times instead of \(right)"
        }
    }

    /// Deliveries are noted in the order of each partition, and what was told of one order in the order it was told
    /// (without transactions a run can be written late).
    private func order() -> [String] {
        inputOrder() + (hasTransactions && simulation.worlds.count > 1 ? keyOrder(simulation.worlds[1]) : [])
    }

    private func inputOrder() -> [String] {
        var last: [Int64] = Array(repeating: -1, count: Int(simulation.broker.partitionCount))
        var objections: [String] = []
        for text in simulation.worlds[0].database.effects where text.hasPrefix("delivered") {
            guard let number = Int(text.drop { !$0.isNumber }) else { continue }
            let sent = simulation.platform.sent[number - 1]
            let partition = Int(sent.lane.partition)
            if sent.offset <= last[partition] {
                objections.append("\(sent.lane): offset \(sent.offset) took effect after \(last[partition])")
            }
            last[partition] = sent.offset
        }
        return objections
    }

    private func keyOrder(_ world: ServiceWorld) -> [String] {
        let effects = world.database.effects
        return simulation.platform.sent.filter { $0.kind == .chatty }.compactMap { sent in
            guard let told = effects.firstIndex(of: "delivered \(sent.orderID)"),
                let confirmed = effects.firstIndex(of: "confirmed \(sent.orderID)"), confirmed < told
            else { return nil }
            return "\(sent.orderID) is confirmed before it is delivered"
        }
    }
}
