import Contracts
import Kernel
import Worker

/// With transactions a read-committed reader sees every number of a lane exactly once, in order within each partition;
/// without, at least once.
struct NumberOracle {
    private let simulation: Simulation
    private let world: ServiceWorld

    init(_ simulation: Simulation, _ world: ServiceWorld) {
        self.simulation = simulation
        self.world = world
    }

    func objections() -> [String] {
        var objections: [String] = []
        // How often each number of each lane is visible; numbers begin with 1.
        var seen = world.database.rows.map { [Int](repeating: 0, count: Int($0.sequence) + 1) }
        for log in simulation.broker.lanes {
            var last = seen.map { _ in 0 }
            simulation.broker.visit(log, from: 0) { _, record in
                guard let (lane, number) = place(of: record) else { return true }
                guard let lane, seen[lane].indices.contains(number) else {
                    objections.append("\(log): number \(number) is beyond its lane")
                    return true
                }
                if simulation.broker.hasTransactions, number <= last[lane] {
                    objections.append("\(log): number \(number) of lane \(lane) after \(last[lane])")
                }
                last[lane] = number
                seen[lane][number] += 1
                return true
            }
        }
        return objections + seen.indices.flatMap { gaps($0, seen[$0]) }
    }

    private func gaps(_ lane: Int, _ seen: [Int]) -> [String] {
        let missing = seen.indices.dropFirst().filter { seen[$0] == 0 }
        let repeated = seen.indices.dropFirst().filter { seen[$0] > 1 }
        if !repeated.isEmpty { simulation.fate.count(.repeatedNumber) }
        let name = "\(world.definition.name), \(world.database.lanes[lane])"
        return (missing.isEmpty ? [] : ["\(name): numbers missing: \(missing)"])
            + (repeated.isEmpty || !simulation.broker.hasTransactions ? [] : ["\(name): visible twice: \(repeated)"])
    }

    /// The lane and number that this service wrote on a record or a dead letter. Lane nil: not one of its lanes.
    private func place(of record: OutboundRecord) -> (lane: Int?, number: Int)? {
        if let connector = record.text(DeadLetter.connectorName) {
            guard connector == world.definition.name else { return nil }
            return place(record.text(DeadLetter.lane), record.text(DeadLetter.sequence))
        }
        guard record.text("ce_source") == world.source else { return nil }
        return place(record.text("ce_backhaullane"), record.text("ce_backhaulseq"))
    }

    private func place(_ lane: String?, _ number: String?) -> (lane: Int?, number: Int)? {
        guard let lane, let number = number.flatMap({ Int($0) }) else { return nil }
        return (world.database.lanes.firstIndex { $0.description == lane }, number)
    }
}

extension ServiceWorld {
    fileprivate var source: String { EventSourceName.of(definition.name) }
}

extension OutboundRecord {
    fileprivate func text(_ name: String) -> String? {
        headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }
}
