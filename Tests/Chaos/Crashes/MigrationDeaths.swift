import TestSupport
import Worker

/// `backhaul migrate` dies in its migrations, before and after a COMMIT, and is run again until all are done.
struct MigrationDeaths {
    /// More runs than there are migrations to die in.
    private static let mostRuns = 400
    private static let plans = [1, 2].flatMap { hit in
        [CrashPlan(.migrationRunning, hit: hit), CrashPlan(.migrationCommitted, hit: hit)]
    }

    let databaseURL: String

    /// - Returns: how often it died.
    /// - Throws: `RunError` when it ends otherwise, or when it leaves a database that it cannot go on with.
    func run() throws -> Int {
        var deaths = 0
        for run in 0..<Self.mostRuns {
            let plan = Self.plans[run % Self.plans.count]
            let outcome = try Program(
                "backhaul", ["migrate", "--database", databaseURL], environment: ["CRASH_AT": "\(plan)"]
            ).wait(limitSeconds: 60)
            let died = outcome.status == 9 && outcome.errors.contains("CRASH_AT: the process kills itself")
            guard died || outcome.status == 0 else {
                throw RunError("migrate at \(plan) ended with \(outcome.status): \(outcome.errors)")
            }
            if died { deaths += 1 }
            // Nothing is left to do where not even the first migration is begun.
            if !died, plan == Self.plans[0] { return deaths }
        }
        throw RunError("migrate was not done after \(Self.mostRuns) runs")
    }
}
