import Testing
import WorkerSimulation

/// Both levels of the simulation under seeded faults: the short form. `Tests/run simulate` runs a million schedules.
@Suite struct SimulationTests {
    @Test(arguments: [(Level.loops, 500), (.actions, 2_000)], [true, false])
    func everyEventHasItsEffectExactlyOnceWhateverFails(_ size: (level: Level, schedules: Int), transactions: Bool) {
        let report = Campaign(size.level, schedules: size.schedules, transactions: transactions).run()

        #expect(report.failure == nil, "\(report.failure?.command ?? "")")
        #expect(report.ran == size.schedules)
    }

    /// A schedule that meets no trouble proves nothing.
    @Test(arguments: [true, false])
    func theSchedulesMeetEveryTrouble(transactions: Bool) {
        let loops = Campaign(.loops, schedules: 250, transactions: transactions).run()
        let actions = Campaign(.actions, schedules: 500, transactions: transactions).run()

        // Some troubles are made of transactions; numbers are visible twice only without.
        let onlyWith: Set<Trouble> = [.fenced, .lateCommit, .transactionTimeout, .expiredPosition]
        let unmet = Set(Trouble.allCases).subtracting(loops.met.keys).subtracting(actions.met.keys)
        #expect(unmet == (transactions ? [.repeatedNumber] : onlyWith))
    }

    @Test(arguments: Level.allCases)
    func theSameSeedGivesTheSameSchedule(level: Level) {
        for seed in 1...20 {
            let schedule = Schedule(level, seed: UInt64(seed), transactions: true)

            let histories = (0..<2).map { _ in schedule.replay().history }

            #expect(histories[0] == histories[1], "seed \(seed)")
            #expect(!histories[0].isEmpty)
        }
    }
}
