import ArgumentParser
import BackhaulDeadLetters
import Contracts
import Kernel
import Worker

/// `backhaul dlq`.
struct DeadLetterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Lists, shows, replays and discards dead letters: records that a worker refused.",
        discussion: """
            A dead letter is named by its place on the dead-letter topic, as `list` prints it: TOPIC/PARTITION/OFFSET.
            `replay` and `discard` leave a trail on that topic: who, when, what and why. Reads dead-letter topics from
            their oldest record.
            """,
        subcommands: [
            DeadLetterList.self, DeadLetterShow.self, DeadLetterReplay.self, DeadLetterDiscard.self,
        ])
}

/// Which dead letters.
struct DeadLetterFilterOptions: ParsableArguments {
    @Option(help: "Records of this topic (without .dlq).")
    var topic: String?

    @Option(help: "Refused by this worker.")
    var service: String?

    @Option(help: "malformed, envelope, schema, unknown_type, conflict or rule.")
    var reason: String?

    @Option(help: "With this record key, such as acme/r-1.")
    var key: String?

    @Option(help: "With this ce_type.")
    var type: String?

    @Option(help: "Refused since: a time (2026-03-01T08:00:00Z) or an age (30m, 2h, 7d).", transform: Moment.init)
    var since: Moment?

    @Option(help: "Refused before: a time or an age.", transform: Moment.init)
    var until: Moment?

    @Option(help: "Whose key, message, headers or value hold this text.")
    var text: String?

    func filter(now: Instant) -> LetterFilter {
        var filter = LetterFilter()
        filter.service = service
        filter.reason = reason
        filter.key = key
        filter.type = type
        filter.since = since?.instant(now: now)
        filter.until = until?.instant(now: now)
        filter.text = text
        return filter
    }

    /// Whether anything is asked for.
    var isEmpty: Bool { topic == nil && filter(now: Instant(microseconds: 0)).isEmpty }

    /// The dead-letter topics to read.
    /// - Throws: `CleanFailure` for a topic that no worker reads.
    func topics() throws -> [String] {
        guard let topic else { return WorkerCatalogue.inputs.map(\.deadLetterName) }
        let found = WorkerCatalogue.inputs.first { $0.name == topic || $0.deadLetterName == topic }
        guard let found else {
            let known = WorkerCatalogue.inputs.map(\.name).joined(separator: ", ")
            throw CleanFailure(message: "\(topic): expected one of \(known)")
        }
        return [found.deadLetterName]
    }
}

/// A time, or an age counted back from now.
struct Moment: Sendable {
    private enum Form: Sendable {
        case time(Instant)
        case age(TimeSpan)
    }

    private let form: Form

    /// - Throws: `ValidationError` when `text` is neither.
    init(_ text: String) throws {
        if let time = Instant(text) {
            form = .time(time)
        } else if let age = Self.age(text) {
            form = .age(age)
        } else {
            throw ValidationError("'\(text)' is no time: expected 2026-03-01T08:00:00Z, or an age such as 30m, 2h, 7d")
        }
    }

    func instant(now: Instant) -> Instant {
        switch form {
        case .time(let time): time
        case .age(let age): Instant(microseconds: now.microseconds - age.microseconds)
        }
    }

    private static func age(_ text: String) -> TimeSpan? {
        // A hundred years of anything are enough for any log, and no product leaves 64 bits.
        guard let unit = text.last, let count = Int64(text.dropLast()), (0...36_500).contains(count) else { return nil }
        switch unit {
        case "s": return .seconds(count)
        case "m": return .seconds(count * 60)
        case "h": return .hours(count)
        case "d": return .days(count)
        default: return nil
        }
    }
}

/// Places of dead letters on the command line.
struct LetterPlaces {
    /// - Throws: `CleanFailure` naming the word that is no place.
    static func parse(_ words: [String]) throws -> [RecordPlace] {
        try words.map { word in
            guard let place = RecordPlace(word),
                WorkerCatalogue.inputs.contains(where: { $0.deadLetterName == place.lane.topic })
            else {
                throw CleanFailure(
                    message: "\(word): expected TOPIC.dlq/PARTITION/OFFSET, as `backhaul dlq list` prints it")
            }
            return place
        }
    }
}
