import Kernel
import TestSupport

/// What the broker itself does.
extension FaultHand {
    func answerErrors(_ errors: [BrokerError], _ chance: inout SeededGenerator) throws -> String? {
        guard let embedded = plant.broker.embedded else { return nil }
        let chosen = errors.shuffled(using: &chance).prefix(Int.random(in: 1...3, using: &chance))
        var done: [String] = []
        for error in chosen {
            let count = Int.random(in: 1...5, using: &chance)
            try embedded.request("error \(error.api) \(error.code) \(count)")
            done.append("\(count) x \(error.name)")
        }
        return done.joined(separator: ", ")
    }

    /// One of the embedded brokers; of others all, as far as the workers can see.
    func takeAwayBroker(_ step: FaultStep, _ chance: inout SeededGenerator) throws -> String? {
        guard let embedded = plant.broker.embedded else { return refuseBrokers(step) }
        let broker = Int.random(in: Broker.embeddedVictims, using: &chance)
        try embedded.request("down \(broker)")
        agenda.add(afterMilliseconds: step.lastsMilliseconds) { try embedded.request("up \(broker)") }
        return "broker \(broker) for \(step.lastsMilliseconds) ms"
    }

    private func refuseBrokers(_ step: FaultStep) -> String? {
        let proxies = plant.networks.flatMap(\.brokers)
        for proxy in proxies {
            proxy.refuse()
            proxy.cut(.reset)
        }
        agenda.add(afterMilliseconds: step.lastsMilliseconds) { for proxy in proxies { proxy.pass() } }
        return "refused for \(step.lastsMilliseconds) ms"
    }

    func slowBroker(_ step: FaultStep, _ chance: inout SeededGenerator) throws -> String? {
        guard let embedded = plant.broker.embedded else { return nil }
        let broker = Int.random(in: Broker.embeddedVictims, using: &chance)
        let milliseconds = Int.random(in: 20...400, using: &chance)
        try embedded.request("rtt \(broker) \(milliseconds)")
        agenda.add(afterMilliseconds: step.lastsMilliseconds) { try embedded.request("rtt \(broker) 0") }
        return "broker \(broker) answers after \(milliseconds) ms for \(step.lastsMilliseconds) ms"
    }

    func restartBroker() throws -> String? {
        try plant.broker.restart()
        return "stopped and started with its data"
    }
}
