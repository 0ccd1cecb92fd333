import Foundation
import TestSupport
import Worker

/// One run of the crash matrix: a deployment under load in which every service dies its deaths, one after another and
/// beside the others; then rest and verdict.
final class CrashRun {
    /// More seconds than a run takes; the load is told to finish when the last death is over.
    private static let secondsPlanned = 7_200.0

    private let options: CrashOptions
    private let trial: Trial
    private let workers: [DyingWorker]
    private var report: CrashReport

    private var plant: Plant { trial.plant }

    /// Starts the servers.
    ///
    /// - Throws: when they do not come up.
    init(options: CrashOptions, folder: URL, interrupted: Worker.StopFlag) throws {
        self.options = options
        report = CrashReport(seed: options.run.seed, short: options.short)
        trial = try Trial(seed: options.run.seed, folder: folder, interrupted: interrupted)
        let plant = trial.plant
        let hasTransactions = plant.broker.embedded == nil
        let matrix = CrashMatrix(ChaosWorkers.names, hasTransactions: hasTransactions)
        let deaths = options.short ? matrix.short(seed: options.run.seed) : matrix.whole
        workers = zip(ChaosWorkers.names, deaths).map { DyingWorker($0, deaths: $1, plant: plant) }
        if !hasTransactions { report.notPossible = CrashMatrix.ofTransactions.map(\.rawValue).sorted() }
    }

    /// - Returns: what was done and what came of it, also when the run did not come to its end.
    func run() -> CrashReport {
        var isWhole = true
        do { try proceed() } catch {
            isWhole = false
            report.findings.failures.append("\(error)")
        }
        report.findings.failures += workers.flatMap(\.failures)
        for death in workers.flatMap(\.died) { report.deaths["\(death.plan)", default: 0] += 1 }
        report.missed = workers.flatMap(\.missed).map { "\($0)" }
        report.seconds = Int(trial.chronicle.seconds)
        report.verdict = !isWhole ? .unproven : report.isClean ? .clean : .broken
        return report
    }

    /// Ends every process.
    func end() {
        for worker in workers { worker.abandon() }
        plant.end()
    }

    private func proceed() throws {
        report.migrationDeaths = try MigrationDeaths(databaseURL: plant.postgres.url).run()
        trial.chronicle.say("migrate died \(report.migrationDeaths) times and came to its end")
        trial.tend = { [workers, chronicle = trial.chronicle] in
            for worker in workers {
                if let what = try worker.tend() { chronicle.say(what) }
            }
        }
        try plant.prepare()
        try plant.startLoad(
            seed: options.run.seed, returns: Int(Self.secondsPlanned * options.run.returnsPerSecond),
            perSecond: options.run.returnsPerSecond)
        while !workers.allSatisfy(\.isDone) { try trial.tick() }
        trial.chronicle.say("all have died")
        plant.load?.finish()
        try trial.rest()
        try trial.judge(&report.findings)
        for worker in workers { worker.stop() }
    }
}
