import ArgumentParser
import AuditService
import Bootstrap
import Foundation
import Kafka
import Worker

/// `backhaul audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Judges a deployment: nothing lost, nothing doubled, and every law of the goods and of the money.",
        discussion: """
            Reads every output topic and every dead-letter topic from the beginning, read_committed, then the database
            of every worker, and compares. Trusts no worker. Exits 0 when all is clean, 1 when a law is broken (one line
            each), 2 when it cannot judge. RELAY_TRANSACTIONS says whether the workers publish in transactions.
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the verdict as one line of JSON at the end.")
    var json = false

    @Flag(help: "Begin now, read along, and judge on SIGTERM, SIGINT or the end of a pipe on standard input.")
    var follow = false

    @Option(help: "Longest wait for what is on its way, in seconds.")
    var settleSeconds: Int = 30

    @Option(help: "Longest wait for a broker that gives nothing while there is more to read, in seconds.")
    var stallSeconds: Int = 60

    func validate() throws {
        guard (1...3_600).contains(settleSeconds) else { throw ValidationError("--settle-seconds must be 1 to 3600") }
        guard (1...3_600).contains(stallSeconds) else { throw ValidationError("--stall-seconds must be 1 to 3600") }
    }

    func run() throws {
        let stop = Worker.StopFlag()
        let signals = follow ? [SIGINT, SIGTERM].map { trap($0, stop) } : []
        defer { for source in signals { source.cancel() } }
        if follow { stopAtEndOfPipe(stop) }
        let outcome: Result<Verdict, Fault> = Result { () throws(Fault) in
            try AuditRun(
                kafka: kafka.settings(clientID: "backhaul-audit"), databaseURL: database.url(),
                settleSeconds: settleSeconds, stallSeconds: stallSeconds, clock: SystemClock(), logger: ToolLog.logger
            ).verdict(following: follow ? stop : nil) { say("reading along") }
        }
        switch outcome {
        case .success(let verdict): try tell(verdict)
        case .failure(let fault):
            say("cannot judge: \(fault)")
            throw ExitCode(2)
        }
    }

    private func tell(_ verdict: Verdict) throws {
        for line in AuditText.lines(of: verdict, withSummary: !json) { print(line) }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(verdict), as: UTF8.self))
        }
        switch verdict.verdict {
        case .clean: return
        case .broken: throw ExitCode(1)
        case .unproven: throw ExitCode(2)
        }
    }

    private func say(_ what: String) { FileHandle.standardError.write(Data("audit: \(what)\n".utf8)) }

    /// Whoever started this program with a pipe ends it by closing the pipe, or by dying.
    private func stopAtEndOfPipe(_ stop: Worker.StopFlag) {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
        FileHandle.standardInput.readabilityHandler = { handle in
            guard handle.availableData.isEmpty else { return }
            handle.readabilityHandler = nil
            stop.set()
        }
    }

    private func trap(_ signal: Int32, _ stop: Worker.StopFlag) -> any DispatchSourceSignal {
        Foundation.signal(signal, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler { stop.set() }
        source.resume()
        return source
    }
}
