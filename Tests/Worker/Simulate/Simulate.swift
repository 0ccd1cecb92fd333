import ArgumentParser
import Foundation
import Synchronization
import WorkerSimulation

/// Runs schedules of the simulation until one fails, and shows the shortest history that fails.
@main struct Simulate: ParsableCommand {
    enum Broker: String, ExpressibleByArgument, CaseIterable { case transactions, plain, both }

    @Option(help: "What runs: loops or actions; both without it.")
    var level: Level?

    @Option(help: "How many schedules for each kind of broker.")
    var schedules = 1_000_000

    @Option(help: "The first seed; the others follow it.")
    var seed: UInt64 = 1

    @Option(help: "A broker with transactions, a plain one, or both in turn.")
    var broker = Broker.both

    @Option(help: "A guard to take away, to see that its loss is found: \(Removal.allCases.map(\.rawValue)).")
    var remove: Removal?

    @Option(help: "How many schedules run at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        var failures: [Schedule] = []
        for level in level.map({ [$0] }) ?? Level.allCases {
            for transactions in [true, false] where broker == .both || (broker == .transactions) == transactions {
                if let failure = search(level, transactions) { failures.append(failure) }
            }
        }
        for failure in failures { show(failure) }
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private func search(_ level: Level, _ transactions: Bool) -> Schedule? {
        let kind = "\(level.rawValue), \(transactions ? "with" : "without") transactions"
        let campaign = Campaign(
            level, firstSeed: seed, schedules: schedules, transactions: transactions, removal: remove, threads: threads)
        let watch = Stopwatch()
        let told = Atomic<Int>(0)
        let report = campaign.run { done in
            let tenth = done * 10 / schedules
            guard tenth > told.load(ordering: .relaxed), done < schedules else { return }
            told.store(tenth, ordering: .relaxed)
            Self.say("\(kind): \(done) schedules, \(watch.rate(of: done)), \(Resident.text)")
        }
        Self.say(
            "\(kind): \(report.ran) schedules, \(watch.rate(of: report.ran)), \(Resident.text): "
                + (report.failure == nil ? "no breach" : "BREACH"))
        for trouble in Trouble.allCases where report.ran > 1 {
            Self.say("    met \(trouble): \(report.met[trouble] ?? 0)")
        }
        return report.failure
    }

    /// At once, into a file too: whoever watches a long run sees where it is.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private func show(_ failure: Schedule) {
        guard let short = failure.shrunk(tries: 20_000) else { return }
        print("\nseed \(failure.seed) fails; the shortest history found:\n")
        for (number, line) in short.history.enumerated() { print("\(number + 1). \(line)") }
        print("\n" + short.objections.joined(separator: "\n"))
        print("\nagain: \(failure.command)")
    }
}

/// Wall clock and processor time since it was made.
private struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    private let startedProcessor = clock()

    /// `9,000 a second, 5,000 a second of a core`.
    func rate(of count: Int) -> String {
        let wall = (ContinuousClock.now - start) / .seconds(1)
        let processor = Double(clock() - startedProcessor) / Double(CLOCKS_PER_SEC)
        return "\(Int(Double(count) / max(wall, 0.001))) a second, "
            + "\(Int(Double(count) / max(processor, 0.001))) a second of processor time"
    }
}

/// The memory that this process has in hand: a long run is to be seen not to grow.
private enum Resident {
    /// `23 MiB resident`, as the kernel says; where there is no `/proc`, that it is not known.
    static var text: String {
        let status = FileHandle(forReadingAtPath: "/proc/self/status")?.readDataToEndOfFile() ?? Data()
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return "resident memory unknown" }
        return "\(kibibytes / 1_024) MiB resident"
    }
}

extension Removal: ExpressibleByArgument {}
extension Level: ExpressibleByArgument {}
