import Foundation
import TestSupport

/// All scenarios, one after another, each with a database and topics of its own.
struct LoadRun {
    let options: LoadOptions
    let folder: URL
    private let chronicle = Chronicle()

    init(options: LoadOptions, folder: URL) {
        self.options = options
        self.folder = folder
    }

    /// - Returns: what was done and what came of it, also when a scenario did not come to its end.
    /// - Throws: when the database server cannot be started.
    func run() throws -> LoadReport {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let orphans = try OrphanWatch(folder: folder, executables: BrokerProcess.productsFolder)
        let postgres = try PrivatePostgres()
        defer { try? postgres.crash() }
        try postgres.start()
        var report = LoadReport(seed: options.seed)
        for scenario in options.scenario.isEmpty ? Scenario.allCases : options.scenario {
            report.take(outcome(of: scenario, postgres, orphans))
        }
        return report
    }

    private func outcome(
        of scenario: Scenario, _ postgres: PrivatePostgres, _ orphans: OrphanWatch
    ) -> ScenarioReport {
        chronicle.say("\(scenario.rawValue): begins")
        var report = ScenarioReport(scenario)
        let began = chronicle.seconds
        do {
            let plant = try LoadPlant(
                name: scenario.rawValue, postgres: postgres, orphans: orphans, logs: folder, chronicle: chronicle)
            defer { plant.end() }
            do {
                try scenario.run(on: plant, events: options.events, seed: options.seed, into: &report)
                try plant.stopWorkers()
                report.isWhole = true
            } catch {
                report.failures.append("\(error)")
                report.failures += plant.testimonies
            }
            report.peakMegabytes = plant.peaks
            report.judgeMemory()
        } catch { report.failures.append("\(error)") }
        report.seconds = Int(chronicle.seconds - began)
        chronicle.say("\(scenario.rawValue): \(report.verdict.rawValue)")
        return report
    }
}
