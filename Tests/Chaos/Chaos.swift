import ArgumentParser
import Dispatch
import Foundation
import TestSupport
import Worker

/// Real executables under load and faults, judged while they run and afterwards.
@main
struct Chaos: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Runs the whole system under faults and proves that nothing is lost and nothing doubled.",
        subcommands: [FaultsCommand.self, CrashesCommand.self], defaultSubcommand: FaultsCommand.self)
}

/// The flags that every kind of run has.
struct RunOptions: ParsableArguments {
    @Option(help: "Where all chance begins: the same seed gives the same faults and the same load.")
    var seed: UInt64 = 1

    @Flag(help: "Print the report as one line of JSON at the end.")
    var json = false

    @Option(help: "Returns that the simulated world requests in a second.")
    var returnsPerSecond: Double = 40

    @Flag(help: "Keep the logs of a clean run too.")
    var keepLogs = false

    func validate() throws {
        guard (0.1...10_000).contains(returnsPerSecond) else {
            throw ValidationError("--returns-per-second must be 0.1 to 10000")
        }
    }

    /// Runs, tells, cleans up, and ends with the status that the verdict asks for.
    ///
    /// - Parameters:
    ///   - again: the words behind `Tests/run` that show the same once more.
    ///   - body: the run, with its folder and a flag that a signal sets.
    func carryOut(again: String, _ body: (URL, StopFlag) throws -> some RunReport) throws {
        let interrupted = StopFlag()
        let signals = [SIGINT, SIGTERM].map { trap($0, interrupted) }
        defer { for source in signals { source.cancel() } }
        let folder = URL(fileURLWithPath: "/tmp/backhaul-chaos-\(ProcessInfo.processInfo.processIdentifier)")
        let report = try body(folder, interrupted)
        if report.verdict == .clean, !keepLogs {
            try FileManager.default.removeItem(at: folder)
        } else {
            Chronicle.tell("logs: \(folder.appendingPathComponent("logs").path)")
            Chronicle.tell("again: Tests/run \(again)")
        }
        try tell(report)
        if interrupted.isSet { throw ExitCode(130) }
        guard report.verdict == .clean else { throw ExitCode(report.verdict.exitStatus) }
    }

    /// With `--json` the object is the last line of all.
    private func tell(_ report: some RunReport) throws {
        for line in report.lines { Chronicle.tell(line) }
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        Chronicle.tell(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private func trap(_ signal: Int32, _ interrupted: StopFlag) -> any DispatchSourceSignal {
        Foundation.signal(signal, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler { interrupted.set() }
        source.resume()
        return source
    }
}

/// The flags of a run of faults. `Tests/run chaos` passes them on.
struct ChaosOptions: ParsableArguments {
    @Option(help: "How long faults go on; longer where a kind of fault has not come yet.")
    var seconds: Int = 60

    @OptionGroup var run: RunOptions

    func validate() throws {
        guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds must be 1 to 86400") }
    }
}

/// `chaos faults`, or `chaos` alone.
struct FaultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults", abstract: "Faults of all kinds by a seeded schedule.")

    @OptionGroup var options: ChaosOptions

    func run() throws {
        try options.run.carryOut(again: "chaos --seed \(options.run.seed) --seconds \(options.seconds)") {
            folder, interrupted in
            let run = try ChaosRun(options: options, folder: folder, interrupted: interrupted)
            defer { run.end() }
            return run.run()
        }
    }
}
