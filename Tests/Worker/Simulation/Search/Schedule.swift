/// What runs.
package enum Level: String, CaseIterable, Sendable {
    /// The real loops of workers and relays on model ports: copies stand still inside one another's calls.
    case loops
    /// The real values that decide, driven one action at a time in any order: many more schedules a second.
    case actions
}

/// One schedule, named by its seed: what anyone needs to see it again.
package struct Schedule: Sendable, Hashable {
    package let level: Level
    package let seed: UInt64
    /// True for a broker with transactions.
    package let transactions: Bool
    /// What is taken away in the model; nil for nothing.
    package let removal: Removal?

    package init(_ level: Level, seed: UInt64, transactions: Bool, removal: Removal? = nil) {
        self.level = level
        self.seed = seed
        self.transactions = transactions
        self.removal = removal
    }

    /// Runs it.
    package func run() -> Outcome { run(Choices(seed: seed, isRecording: false), keepsHistory: false) }

    /// Runs it and remembers who did what.
    package func replay() -> Outcome { run(Choices(seed: seed, isRecording: true), keepsHistory: true) }

    /// The shortest failing history that was found in this many tries; nil when the schedule does not fail.
    package func shrunk(tries: Int) -> Outcome? {
        let whole = replay()
        guard whole.fails else { return nil }
        var shrinker = Shrinker(whole) { run(Choices(given: $0), keepsHistory: true) }
        return shrinker.shrink(tries: tries)
    }

    /// The command that shows its shortest history again.
    package var command: String {
        "Tests/run simulate --level \(level.rawValue) --schedules 1 --seed \(seed) --broker \(transactions ? "transactions" : "plain")"
            + (removal.map { " --remove \($0.rawValue)" } ?? "")
    }

    private func run(_ choices: Choices, keepsHistory: Bool) -> Outcome {
        switch level {
        case .loops:
            let simulation = Simulation(
                choices, transactions: transactions, removal: removal, keepsHistory: keepsHistory)
            return Outcome(objections: simulation.run(), fate: simulation.fate)
        case .actions:
            let simulation = ActionSimulation(
                choices, transactions: transactions, removal: removal, keepsHistory: keepsHistory)
            return Outcome(objections: simulation.run(), fate: simulation.fate)
        }
    }

    /// What became of a schedule.
    package struct Outcome: Sendable {
        /// What the oracle has against it; empty when all is well.
        package let objections: [String]
        package let met: Set<Trouble>
        /// Who did what, in order, where it was asked for.
        package let history: [String]
        /// The draws that make the schedule, where they were recorded.
        let draws: [Int]

        init(objections: [String], fate: Fate) {
            self.objections = objections
            met = fate.met
            history = fate.history
            draws = fate.choices.drawn
        }

        package var fails: Bool { !objections.isEmpty }
    }
}
