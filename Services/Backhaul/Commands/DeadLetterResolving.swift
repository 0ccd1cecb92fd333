import ArgumentParser
import BackhaulDeadLetters
import Bootstrap
import Foundation
import Kafka
import Kernel
import Worker

/// What `replay` and `discard` have in common: which dead letters, who says so, and whether to ask.
struct DeadLetterChoice: ParsableArguments {
    @Argument(help: "Dead letters as TOPIC.dlq/PARTITION/OFFSET; or none, and flags that choose them.")
    var ids: [String] = []

    @OptionGroup var filters: DeadLetterFilterOptions

    @Option(help: "At most so many, the oldest of each lane first.")
    var limit: Int = 10_000

    @Option(help: "Who does it; the user's name when not given.")
    var by: String?

    @Flag(help: "Say what would be done, do nothing.")
    var dryRun = false

    @Flag(help: "Do not ask.")
    var yes = false

    func validate() throws {
        guard !ids.isEmpty || !filters.isEmpty else {
            throw ValidationError("name dead letters, or choose them with --topic, --service, --reason and so on")
        }
        guard ids.isEmpty || filters.isEmpty else { throw ValidationError("either dead letters or flags, not both") }
        guard limit > 0 else { throw ValidationError("--limit: expected a number from 1") }
    }

    var user: String { by ?? NSUserName() }

    /// Reads the topics and picks.
    /// - Throws: `CleanFailure` naming a place where there is no dead letter.
    func read(_ settings: KafkaSettings, now: Instant) throws -> (reading: DeadLetterReading, letters: [Letter]) {
        let places = Set(try LetterPlaces.parse(ids))
        let topics = ids.isEmpty ? try filters.topics() : Set(places.map(\.lane.topic)).sorted()
        let filter = filters.filter(now: now)
        let reading = try explained {
            try DeadLetterReading(settings, topics: topics) { letter, record in
                ids.isEmpty ? filter.accepts(letter, record) : places.contains(letter.place)
            }
        }
        let letters = reading.letters
        if let missing = places.subtracting(letters.map(\.place)).sorted().first {
            throw CleanFailure(message: "\(missing): there is no dead letter at this place")
        }
        return (reading, letters)
    }

    /// Asks when more than one is meant.
    /// - Throws: `CleanFailure` when the answer is no, or nobody is there to answer.
    func confirm(_ count: Int, _ verb: String) throws {
        guard count > 1, !yes, !dryRun else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CleanFailure(
                message: "\(count) dead letters would be \(verb): say --yes to do it, or --dry-run to see them")
        }
        FileHandle.standardError.write(Data("\(count) dead letters will be \(verb). Go on? [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw CleanFailure(message: "nothing was done") }
    }
}

/// `backhaul dlq discard`.
struct DeadLetterDiscard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Marks dead letters as never to be replayed; the records stay where they are."
    )

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var choice: DeadLetterChoice

    @Option(help: "Why: stands in the trail.")
    var why: String

    func run() throws {
        let settings = try explained { try kafka.settings() }
        let now = SystemClock().now()
        let (reading, found) = try choice.read(settings, now: now)
        let resolved = found.filter { !reading.book.trail(of: $0).isEmpty }
        for letter in resolved { Diagnostics.say("\(letter.place): already \(reading.book.state(of: letter))") }
        let letters = Array(found.filter { reading.book.trail(of: $0).isEmpty }.prefix(choice.limit))
        try choice.confirm(letters.count, "discarded")
        let resolution = LetterOutcome(.discarded, by: choice.user, at: now, why: why)
        if !choice.dryRun, !letters.isEmpty {
            try explained {
                let trail = try TrailWriter(settings)
                defer { trail.close() }
                try trail.write(letters.map { ($0, resolution) })
            }
        }
        for letter in letters { print("\(choice.dryRun ? "would discard" : "discarded")  \(letter.place)") }
    }
}

/// Writes records with the trail behind them, so that a crash in between leaves a repeat and no gap.
struct TrailWriter {
    private let producer: PlainProducer

    /// - Throws: `fatal` for a wrong property.
    init(_ settings: KafkaSettings) throws(Fault) {
        producer = try PlainProducer(settings: settings, logger: ToolLog.logger)
    }

    /// Puts a record back where it came from.
    /// - Throws: as `PlainProducer.send`.
    func send(_ record: OutboundRecord, to place: RecordPlace) throws(Fault) {
        try producer.send(record, partition: place.lane.partition)
    }

    /// Waits for what was sent.
    func flush() throws(Fault) { try producer.flush() }

    /// The resolutions, each beside its dead letter, acknowledged.
    func write(_ resolutions: [(letter: Letter, resolution: LetterOutcome)]) throws(Fault) {
        for (letter, resolution) in resolutions {
            try producer.send(resolution.record(of: letter), partition: letter.place.lane.partition)
        }
        try producer.flush()
    }

    func close() { producer.close() }
}

extension LetterBook {
    /// `replayed by anna at 2026-03-01T08:00:00Z`: what was done last.
    func state(of letter: Letter) -> String {
        trail(of: letter).last.map { "\($0.kind.rawValue) by \($0.by) at \($0.at)" } ?? "open"
    }
}
