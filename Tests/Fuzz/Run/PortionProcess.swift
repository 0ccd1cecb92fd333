import Dispatch
import Foundation

/// Runs a portion in a process of its own, watched: a crash or a stall is told with the input that was under way.
struct PortionProcess {
    let portion: Portion
    let tallyPath: String
    /// An input under way for longer than this stalls.
    let stallSeconds: Int

    /// - Returns: what is wrong; nil when all is well.
    func run(_ tally: Tally) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--level", portion.level.rawValue, "--seed", String(portion.seed), "--tally", tallyPath,
            "--from", String(portion.numbers.lowerBound), "--until", String(portion.numbers.upperBound),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["TEST_DATABASE": portion.database]) { $1 }
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        var pulse = tally.pulse
        while ended.wait(timeout: .now() + .seconds(stallSeconds)) == .timedOut {
            guard tally.pulse != pulse else {
                kill(process.processIdentifier, SIGKILL)
                ended.wait()
                return "input \(tally.current) was under way for \(stallSeconds) s: it stalls"
            }
            pulse = tally.pulse
        }
        return verdict(process, tally)
    }

    private func verdict(_ process: Process, _ tally: Tally) -> String? {
        switch (process.terminationReason, process.terminationStatus) {
        case (.exit, 0): nil
        case (.uncaughtSignal, let signal): "input \(tally.current): the process died of signal \(signal)"
        case (_, let status): "it ended with status \(status)"
        }
    }
}
