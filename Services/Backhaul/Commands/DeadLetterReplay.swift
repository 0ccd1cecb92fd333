import ArgumentParser
import BackhaulDeadLetters
import Bootstrap
import Contracts
import Foundation
import Kernel
import Worker

/// `backhaul dlq replay`.
struct DeadLetterReplay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Puts dead letters back on their topic, as they were or corrected.",
        discussion: """
            Key, headers and partition are those of the original record, so the worker that refused it applies it once,
            however often it is put back. A record that the worker would refuse again whatever its state is not sent.
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var choice: DeadLetterChoice

    @Option(help: "A file with the value to send instead, - for standard input; for one dead letter.")
    var value: String?

    @Option(help: "NAME=VALUE: a header to set or replace, such as ce_source=/shop. May be given several times.")
    var header: [String] = []

    @Option(help: "Why: stands in the trail.")
    var why: String = ""

    @Flag(help: "Those that were replayed or discarded already too.")
    var again = false

    @Flag(help: "Send it even where it would be refused again, or is another event than the original.")
    var force = false

    func validate() throws {
        if value != nil, choice.ids.count != 1 { throw ValidationError("--value is for one dead letter") }
        guard header.allSatisfy({ $0.contains("=") && !$0.hasPrefix("=") }) else {
            throw ValidationError("--header: expected NAME=VALUE")
        }
        guard !header.contains(where: { $0.hasPrefix(DeadLetter.prefix) }) else {
            throw ValidationError("--header: \(DeadLetter.prefix)* tell the worker which dead letter it is")
        }
    }

    func run() throws {
        let settings = try explained { try kafka.settings() }
        let now = SystemClock().now()
        let (reading, found) = try choice.read(settings, now: now)
        let correction = try correction()
        let letters = Array(found.filter { again || isOpen($0, reading.book) }.prefix(choice.limit))
        let records = try explained { try reading.records(of: letters) }
        let plan = ReplayPlan(letters: letters, records: records, book: reading.book, correction, force: force)
        for (letter, reason) in plan.refused { Diagnostics.say("\(letter.place): not sent: \(reason)") }
        try choice.confirm(plan.shipments.count, "replayed")
        let resolution = LetterOutcome(
            correction.isEmpty ? .replayed : .corrected, by: choice.user, at: now, why: why)
        if !choice.dryRun { try explained { try plan.send(settings, resolution) } }
        for shipment in plan.shipments {
            print("\(choice.dryRun ? "would replay" : "replayed")  \(shipment.letter.place)  to \(shipment.origin)")
        }
        guard plan.refused.isEmpty else { throw ExitCode.failure }
    }

    private func isOpen(_ letter: Letter, _ book: LetterBook) -> Bool {
        guard !book.trail(of: letter).isEmpty else { return true }
        Diagnostics.say("\(letter.place): already \(book.state(of: letter)); --again sends it once more")
        return false
    }

    private func correction() throws -> Replay.Correction {
        var correction = Replay.Correction()
        for word in header {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            correction.headers[String(parts[0])] = String(parts[1])
        }
        if let value {
            let input = value == "-" ? .standardInput : FileHandle(forReadingAtPath: value)
            guard let data = try? input?.readToEnd() ?? Data() else {
                throw CleanFailure(message: "\(value): the file cannot be read")
            }
            correction.value = Array(data)
        }
        return correction
    }
}
