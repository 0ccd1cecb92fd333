import Foundation
import Testing

/// Real loops of workers and relays on model ports, under seeded faults. Set `SIMULATION_SCHEDULES` for more
/// schedules, and `SIMULATION_SEED` for one of them with its history.
@Suite struct SimulationTests {
    private static let schedules = number("SIMULATION_SCHEDULES") ?? 1_000

    @Test(arguments: [true, false])
    func everyEventHasItsEffectExactlyOnceWhateverFails(transactions: Bool) {
        if let seed = Self.number("SIMULATION_SEED") { return replay(UInt64(seed), transactions) }

        let failures = Self.failures(in: 1...max(1, Self.schedules / 2), transactions: transactions)

        #expect(
            failures.isEmpty,
            "\(failures.count) schedules failed; SIMULATION_SEED=\(failures.first?.seed ?? 0): \(failures.first?.what ?? [])"
        )
    }

    /// The oracle is worth something: it objects when a guard is missing.
    @Test func theOracleSeesAMissingLaneLock() {
        #expect(Self.isSeen(.laneLock))
    }

    @Test func theOracleSeesABrokerThatDoesNotFence() {
        #expect(Self.isSeen(.fencing))
    }

    /// A schedule that meets no trouble proves nothing.
    @Test func theSchedulesMeetEveryTrouble() {
        var met: Set<String> = []
        for seed in 1...60 {
            let simulation = Simulation(seed: UInt64(seed), transactions: true)
            _ = simulation.run(steps: Self.steps)
            met.formUnion(simulation.fate.met.keys)
        }

        #expect(
            met.isSuperset(of: [
                "death", "standstill", "fault", "fenced", "unknown outcome", "lost lane", "expired position",
                "ended session", "refused data", "broken lease", "put off",
            ]), "met only \(met.sorted())")
    }

    @Test func theSameSeedGivesTheSameSchedule() {
        let runs = (0..<2).map { _ in
            let simulation = Simulation(seed: 42, transactions: true, keepsHistory: true)
            _ = simulation.run(steps: Self.steps)
            return simulation.fate.history
        }

        #expect(runs[0] == runs[1])
        #expect(!runs[0].isEmpty)
    }

    private static let steps = 120

    private static func isSeen(_ removal: Simulation.Removal) -> Bool {
        (1...500).contains { seed in
            !Simulation(seed: UInt64(seed), transactions: true, removal: removal).run(steps: steps).isEmpty
        }
    }

    private static func failures(
        in seeds: ClosedRange<Int>, transactions: Bool
    ) -> [(seed: Int, what: [String])] {
        var failures: [(seed: Int, what: [String])] = []
        for seed in seeds {
            let simulation = Simulation(seed: UInt64(seed), transactions: transactions)
            let what = simulation.run(steps: steps)
            if !what.isEmpty { failures.append((seed, what)) }
        }
        return failures
    }

    private func replay(_ seed: UInt64, _ transactions: Bool) {
        let simulation = Simulation(seed: seed, transactions: transactions, keepsHistory: true)
        let what = simulation.run(steps: Self.steps)
        #expect(what.isEmpty, "\(what)\n\(simulation.fate.history.joined(separator: "\n"))")
    }

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}
