import ArgumentParser
import Foundation
import TestSupport

/// What can be measured.
enum Measure: String, CaseIterable, ExpressibleByArgument {
    case codec, intake, latency
}

/// The flags of a run. `Tests/run bench` passes them on.
struct BenchOptions: ParsableArguments {
    @Option(help: "Requests of a backlog.")
    var events = 200_000

    @Option(help: "Partitions of each topic.")
    var partitions = 16

    @Option(help: "Rounds of each program; the ceiling and the worker take turns.")
    var rounds = 2

    @Option(help: "Only this measure; may be given again for more.")
    var measure: [Measure] = []

    @Option(help: "A setting of the workers as KEY=VALUE, such as CONSUMER_THREADS=2; may be given again.")
    var setting: [String] = []

    @Flag(help: "Print the report as one line of JSON at the end.")
    var json = false

    @Flag(help: "Keep logs.")
    var keepLogs = false

    /// The settings that were given.
    var settings: [String: String] {
        Dictionary(
            setting.compactMap { pair in
                pair.firstIndex(of: "=").map { (String(pair[..<$0]), String(pair[pair.index(after: $0)...])) }
            }, uniquingKeysWith: { $1 })
    }

    func validate() throws {
        guard settings.count == Set(setting).count else {
            throw ValidationError("--setting must be KEY=VALUE, each key once")
        }
        guard events >= 1_000, events <= partitions * BacklogPublisher.mostPerPartition else {
            throw ValidationError(
                "--events must be 1000 to \(BacklogPublisher.mostPerPartition) for each of --partitions")
        }
    }
}

/// Measures Backhaul against what the machine could do at most.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures the workers, as ratios of one run.")

    @OptionGroup var options: BenchOptions

    func run() throws {
        let folder = URL(fileURLWithPath: "/tmp/backhaul-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let report = try BenchRun(options: options, folder: folder).run()
        if options.keepLogs || !report.failures.isEmpty {
            Chronicle.tell("logs: \(folder.path)")
        } else {
            try FileManager.default.removeItem(at: folder)
        }
        if options.json { Chronicle.tell(try report.json()) }
        guard report.failures.isEmpty else { throw ExitCode(1) }
    }
}
