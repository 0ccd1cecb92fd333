import Kernel
import TestSupport

/// What happens on the way between workers and servers.
extension FaultHand {
    /// Proxies that a fault hits, and which they are.
    struct Way {
        let name: String
        let proxies: [FaultyProxy]
    }

    /// The database of one network or of all.
    func databases(_ chance: inout SeededGenerator) -> Way {
        let networks = networks(&chance)
        return Way(name: name(networks), proxies: networks.map(\.database))
    }

    /// One broker or all, of one network or of all.
    func brokers(_ chance: inout SeededGenerator) -> Way {
        let networks = networks(&chance)
        let all = networks.flatMap(\.victims)
        guard Bool.random(using: &chance), let one = all.randomElement(using: &chance) else {
            return Way(name: name(networks), proxies: all)
        }
        return Way(name: "\(one.endpoint)", proxies: [one])
    }

    func cut(_ way: Way, _ chance: inout SeededGenerator) -> String? {
        let ending = FaultyProxy.Ending.allCases.randomElement(using: &chance) ?? .reset
        let bytes = Bool.random(using: &chance) ? nil : Int.random(in: 1...3_000, using: &chance)
        for proxy in way.proxies { proxy.cut(ending, afterBytes: bytes) }
        return "\(way.name) by \(ending) " + (bytes.map { "after \($0) bytes" } ?? "at once")
    }

    func delay(_ way: Way, _ step: FaultStep, _ chance: inout SeededGenerator) -> String? {
        let milliseconds = Int.random(in: 10...250, using: &chance)
        for proxy in way.proxies { proxy.delay(milliseconds: milliseconds) }
        return ending(way, step, "by \(milliseconds) ms each way")
    }

    func halve(_ way: Way, _ step: FaultStep, _ chance: inout SeededGenerator) -> String? {
        if Int.random(in: 0..<4, using: &chance) == 0 {
            for proxy in way.proxies { proxy.blackHole() }
            return ending(way, step, "in both directions")
        }
        let direction = FaultyProxy.Direction.allCases.randomElement(using: &chance) ?? .fromServer
        for proxy in way.proxies { proxy.halve(direction) }
        return ending(way, step, direction == .fromServer ? "from the server" : "to the server")
    }

    private func ending(_ way: Way, _ step: FaultStep, _ how: String) -> String {
        agenda.add(afterMilliseconds: step.lastsMilliseconds) { for proxy in way.proxies { proxy.pass() } }
        return "\(way.name) \(how) for \(step.lastsMilliseconds) ms"
    }

    private func networks(_ chance: inout SeededGenerator) -> [Network] {
        guard Bool.random(using: &chance), let one = plant.networks.randomElement(using: &chance) else {
            return plant.networks
        }
        return [one]
    }

    private func name(_ networks: [Network]) -> String { networks.map(\.name).joined(separator: ", ") }
}
