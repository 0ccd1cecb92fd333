import ArgumentParser
import Dispatch
import Foundation
import Worker

/// `backhaul demo`: called by `deploy/local/demo`, which builds and brings the database.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Runs the whole system on this machine on a simulated or a real stream of returns, and reports.")

    @OptionGroup var options: DemoOptions

    func run() throws {
        let interrupted = Worker.StopFlag()
        let signals = [SIGINT, SIGTERM].map { trap($0, interrupted) }
        defer { for source in signals { source.cancel() } }
        let demo = DemoRun(options: options, interrupted: interrupted)
        let outcome: Result<DemoReport, Fault> = Result { () throws(Fault) in try demo.run() }
        if case .success(let report) = outcome {
            show(report)
            if !options.exit, !interrupted.isSet { stayUp(demo) }
        }
        demo.end()
        try conclude(outcome, interrupted)
    }

    private func stayUp(_ demo: DemoRun) {
        do { try demo.stayUp() } catch { FileHandle.standardError.write(Data("demo: \(error)\n".utf8)) }
    }

    private func trap(_ signal: Int32, _ interrupted: Worker.StopFlag) -> any DispatchSourceSignal {
        Foundation.signal(signal, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler { interrupted.set() }
        source.resume()
        return source
    }

    private func show(_ report: DemoReport) {
        if !options.json { ReportText(report: report).lines().forEach { print($0) } }
        fflush(nil)
    }

    /// With `--json` the object is the last line of all. Exits 0 only when everything is accounted for.
    private func conclude(_ outcome: Result<DemoReport, Fault>, _ interrupted: Worker.StopFlag) throws {
        switch outcome {
        case .failure(let fault):
            FileHandle.standardError.write(Data("demo: \(fault)\n".utf8))
            throw ExitCode(1)
        case .success(let report):
            if options.json { print(try encoded(report)) }
            let whole = report.balanced && report.violations == 0 && report.deadLetters == report.expectedDeadLetters
            if !whole { throw ExitCode(interrupted.isSet ? 130 : 1) }
        }
    }

    private func encoded(_ report: DemoReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
}
