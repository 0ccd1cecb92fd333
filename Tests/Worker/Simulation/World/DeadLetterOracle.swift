import Contracts
import Kernel
import Worker

/// The bad records are dead letters, with key, value and headers as they came, and nothing else is.
struct DeadLetterOracle {
    private let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func objections() -> [String] {
        let refused = simulation.platform.sent.filter { $0.kind.isRefused }.map(\.record)
        return compare(letters(of: .orders).map(original), with: refused, "orders")
            + (simulation.worlds.count > 1 ? sour() : [])
    }

    private func sour() -> [String] {
        let expected = simulation.platform.sent.filter { $0.kind == .sour }.map { Array("shop/\($0.orderID)".utf8) }
        return compare(letters(of: .decisions).map { $0.key ?? [] }, with: expected, "decisions")
    }

    private func compare<Letter: Hashable>(
        _ found: [Letter], with expected: [Letter], _ topic: String
    ) -> [String] {
        guard found.count != expected.count || !found.isEmpty else { return [] }
        let isExact = !simulation.broker.hasTransactions || found.count == expected.count
        guard !isExact || Set(found) != Set(expected) else { return [] }
        return ["\(found.count) dead letters of \(topic) instead of \(expected.count), or changed ones"]
    }

    private func letters(of topic: Topic) -> [OutboundRecord] {
        var letters: [OutboundRecord] = []
        for partition in 0..<simulation.broker.partitionCount {
            simulation.broker.visit(LaneID(topic.deadLetterName, partition), from: 0) { _, record in
                letters.append(record)
                return true
            }
        }
        return letters
    }

    private func original(of letter: OutboundRecord) -> OutboundRecord {
        OutboundRecord(
            topic: Topic.orders.name, key: letter.key, value: letter.value,
            headers: letter.headers.filter { !$0.name.hasPrefix(DeadLetter.prefix) })
    }
}
