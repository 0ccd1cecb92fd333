import Testing
import WorkerSimulation

/// The oracle is worth something: it objects when a guard is missing, soon, and shows why in few lines.
@Suite struct RemovalTests {
    @Test(arguments: Removal.allCases, [true, false])
    func aMissingGuardIsFoundWithinTenThousandSchedules(removal: Removal, transactions: Bool) throws {
        guard removal.matters(transactions: transactions) else { return }

        for level in Level.allCases {
            let report = Campaign(level, schedules: 10_000, transactions: transactions, removal: removal).run()

            let failure = try #require(report.failure, "\(level)")
            let kind = "\(level), \(transactions ? "with" : "without") transactions"
            print("without \(removal.rawValue): \(kind): schedule \(failure.seed) fails")
        }
    }

    @Test(arguments: [(Level.loops, Removal.laneLock), (.actions, .laneLock), (.actions, .rebuildTakenAsCommitted)])
    func aFailingScheduleIsShrunkToAShortHistory(level: Level, removal: Removal) throws {
        let report = Campaign(level, schedules: 10_000, transactions: true, removal: removal).run()
        let failure = try #require(report.failure)

        let whole = failure.replay()
        let short = try #require(failure.shrunk(tries: 1_500))

        #expect(short.fails)
        #expect(short.history.count <= 40, "\(short.history.joined(separator: "\n"))")
        #expect(short.history.count < whole.history.count)
    }
}
