import Contracts
import Kernel
import Worker

/// What must be true of a schedule when it has come to rest.
struct Oracle {
    private let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func objections() -> [String] {
        let halts = simulation.unexpected.map { "a process stopped: \($0)" }
        guard halts.isEmpty else { return halts }
        guard simulation.isAtRest else { return ["no rest: something is never read, published or fired"] }
        return effects() + numbers(simulation.first) + numbers(simulation.second) + deadLetters()
    }

    /// Every input has its effect exactly once in both services.
    private func effects() -> [String] {
        let applied = simulation.platform.sent.filter { $0.kind.isApplied }
        let first = applied.flatMap { ["delivered \($0.orderID)", "reminded \($0.orderID)"] }
        let second = applied.flatMap { sent in
            (sent.kind == .sour ? [] : ["told delivered \(sent.orderID)"]) + ["told reminded \(sent.orderID)"]
        }
        return compare(simulation.first.database.done, with: first, of: "first")
            + compare(simulation.second.database.done, with: second, of: "second")
    }

    private func compare(_ done: [String: Int], with expected: [String], of service: String) -> [String] {
        let wanted = Dictionary(expected.map { ($0, 1) }) { $0 + $1 }
        return Set(done.keys).union(wanted.keys).sorted().compactMap { text in
            let count = done[text] ?? 0
            guard count != wanted[text] ?? 0 else { return nil }
            return "\(service): '\(text)' took effect \(count) times instead of \(wanted[text] ?? 0)"
        }
    }

    /// With transactions a read-committed reader sees every number of a lane exactly once, in order within each
    /// partition; without, at least once.
    private func numbers(_ world: ServiceWorld) -> [String] {
        var seen: [String: [Int64: Int]] = [:]
        var objections: [String] = []
        for lane in simulation.broker.logs.keys.sorted() {
            var last: [String: Int64] = [:]
            for record in simulation.broker.read(lane, from: 0, limit: .max).records {
                guard let (source, number) = Self.number(of: record, by: world.definition.name) else { continue }
                seen[source, default: [:]][number, default: 0] += 1
                if simulation.broker.hasTransactions, number <= last[source] ?? 0 {
                    objections.append("\(lane): number \(number) of \(source) after \(last[source] ?? 0)")
                }
                last[source] = number
            }
        }
        return objections + world.database.lanes.flatMap { gaps($0.key, $0.value, seen[$0.key.description] ?? [:]) }
    }

    private func gaps(_ lane: LaneID, _ row: LaneRow, _ seen: [Int64: Int]) -> [String] {
        let numbers = row.sequence > 0 ? Set(1...row.sequence) : []
        let missing = numbers.subtracting(seen.keys).sorted()
        let invented = Set(seen.keys).subtracting(numbers).sorted()
        let doubled = simulation.broker.hasTransactions ? seen.filter { $0.value > 1 }.keys.sorted() : []
        return [("missing", missing), ("beyond the lane", invented), ("visible twice", doubled)].compactMap {
            $0.1.isEmpty ? nil : "\(lane): numbers \($0.0): \($0.1)"
        }
    }

    /// The lane and number that our workers wrote on a record or a dead letter.
    private static func number(of record: InboundRecord, by service: String) -> (String, Int64)? {
        let headers = Dictionary(
            record.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) }
        ) { $1 }
        let isDeadLetter = headers[DeadLetter.connectorName] != nil
        let writer =
            headers[DeadLetter.connectorName] ?? headers["ce_source"]?.split(separator: "/").last.map(String.init)
        guard writer == service,
            let lane = headers[isDeadLetter ? DeadLetter.lane : "ce_backhaullane"],
            let number = headers[isDeadLetter ? DeadLetter.sequence : "ce_backhaulseq"].flatMap({ Int64($0) })
        else { return nil }
        return (lane, number)
    }

    /// The bad records are dead letters, with key, value and headers as they came, and nothing else is.
    private func deadLetters() -> [String] {
        let refused = simulation.platform.sent.filter { $0.kind.isRefused }.map(\.record)
        let sour = simulation.platform.sent.filter { $0.kind == .sour }.map { "shop/\($0.orderID)" }
        let letters = letters(of: Topic.orders)
        var objections = compare(Set(letters.map(original)), with: Set(refused), letters.count)
        let keys = self.letters(of: Topic.decisions).map { String(decoding: $0.key ?? [], as: UTF8.self) }
        if Set(keys) != Set(sour) || simulation.broker.hasTransactions && keys.count != sour.count {
            objections.append("dead letters of the second service: \(keys.sorted()) instead of \(sour.sorted())")
        }
        return objections
    }

    private func compare(_ found: Set<OutboundRecord>, with expected: Set<OutboundRecord>, _ count: Int) -> [String] {
        let isExact = found == expected && (!simulation.broker.hasTransactions || count == expected.count)
        return isExact ? [] : ["\(count) dead letters of orders instead of \(expected.count), or changed ones"]
    }

    private func letters(of topic: Topic) -> [InboundRecord] {
        (0..<simulation.broker.partitionCount).flatMap { partition in
            simulation.broker.read(LaneID(topic.deadLetterName, partition), from: 0, limit: .max).records
        }
    }

    private func original(of letter: InboundRecord) -> OutboundRecord {
        OutboundRecord(
            topic: Topic.orders.name, key: letter.key, value: letter.value,
            headers: letter.headers.filter { !$0.name.hasPrefix(DeadLetter.prefix) })
    }
}
