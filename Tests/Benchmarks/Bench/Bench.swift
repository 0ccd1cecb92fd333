import ArgumentParser
import Foundation
import TestSupport

/// What can be measured.
enum Measure: String, CaseIterable, ExpressibleByArgument {
    case codec, intake, relay, start, latency, growth, recall, chain, workers

    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

/// The flags of a run. `Tests/run bench` passes them on.
struct BenchOptions: ParsableArguments {
    @Option(help: "Requests of a backlog.")
    var events = 200_000

    @Option(help: "Partitions of each topic.")
    var partitions = 16

    @Option(help: "Rounds of each program; the ceiling and the worker take turns.")
    var rounds = 2

    @Option(help: "Returns that the simulated world requests of the whole chain.")
    var returns = 15_000

    @Option(help: "Most returns stored before a backlog; a million, with --full ten.")
    var stored: Int?

    @Option(help: "Most units that recalls are matched against; a million, with --full ten.")
    var known: Int?

    @Flag(help: "The largest sizes and all numbers of partitions: takes an hour and 60 GB of disk.")
    var full = false

    @Option(help: "Only this measure (\(Measure.names)); may be given again for more.")
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

    /// Returns stored before each round of growth.
    var storedSizes: [Int] {
        if let stored { return [min(GrowthMeasure.least, stored / 10), stored] }
        return [GrowthMeasure.least, 1_000_000] + (full ? [10_000_000] : [])
    }

    /// Numbers of partitions that growth is measured on.
    var growthPartitions: [Int] { full ? [1, 8, 64] : [8] }

    /// Units known before each recall.
    var knownSizes: [Int] {
        if let known { return [known] }
        return [1_000_000] + (full ? [5_000_000, 10_000_000] : [])
    }

    func validate() throws {
        guard rounds >= 1 else { throw ValidationError("--rounds must be 1 or more") }
        guard returns >= 100 else { throw ValidationError("--returns must be 100 or more") }
        guard (stored ?? 1_000) >= 1_000, (known ?? 1_000) >= 1_000 else {
            throw ValidationError("--stored and --known must be 1000 or more")
        }
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
