import ArgumentParser
import Foundation
import TestSupport

/// The flags of a run. `Tests/run load` passes them on.
struct LoadOptions: ParsableArguments {
    @Option(help: "Events of the backlog; the other scenarios take a share of it.")
    var events = 1_000_000

    @Option(help: "Where all chance begins: the same seed gives the same events.")
    var seed: UInt64 = 1

    @Flag(help: "Print the report as one line of JSON at the end.")
    var json = false

    @Option(help: "Only this scenario; may be given again for more.")
    var scenario: [Scenario] = []

    @Flag(help: "Keep the logs of a clean run too.")
    var keepLogs = false

    func validate() throws {
        guard (3_000...100_000_000).contains(events) else {
            throw ValidationError("--events must be 3000 to 100000000")
        }
    }
}

/// Real workers under more than they can take at once: memory stays bounded, nobody starves, nothing is lost.
@main
struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Runs workers under heavy load and proves bounded memory and no starvation.")

    @OptionGroup var options: LoadOptions

    func run() throws {
        let folder = URL(fileURLWithPath: "/tmp/backhaul-load-\(ProcessInfo.processInfo.processIdentifier)")
        let report = try LoadRun(options: options, folder: folder).run()
        if report.verdict == .clean, !options.keepLogs {
            try FileManager.default.removeItem(at: folder)
        } else {
            Chronicle.tell("logs: \(folder.path)")
            Chronicle.tell("again: Tests/run load --events \(options.events) --seed \(options.seed)")
        }
        for line in report.lines { Chronicle.tell(line) }
        if options.json { Chronicle.tell(try report.json()) }
        guard report.verdict == .clean else { throw ExitCode(report.verdict.exitStatus) }
    }
}
