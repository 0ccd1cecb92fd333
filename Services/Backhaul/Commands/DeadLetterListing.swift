import ArgumentParser
import BackhaulDeadLetters
import Bootstrap
import Foundation
import Kernel
import Worker

/// `backhaul dlq list`.
struct DeadLetterList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists dead letters, a line each: place, age, worker, reason, original record, key, message.")

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var filters: DeadLetterFilterOptions

    @Flag(help: "Those that were replayed or discarded too, with who did it, when and why.")
    var all = false

    @Flag(help: "As JSON, one object a line.")
    var json = false

    func run() throws {
        let now = SystemClock().now()
        let filter = filters.filter(now: now)
        let topics = try filters.topics()
        let reading = try explained {
            try DeadLetterReading(kafka.settings(), topics: topics, where: filter.accepts)
        }
        let letters = reading.letters.filter { all || reading.book.trail(of: $0).isEmpty }
        for letter in letters.sorted(by: { $0.place < $1.place }) {
            let entry = LetterEntry(letter, trail: reading.book.trail(of: letter), now: now)
            print(json ? try entry.json() : entry.line)
        }
        let open = letters.count { reading.book.trail(of: $0).isEmpty }
        let resolved = all ? ", \(letters.count - open) replayed or discarded" : ""
        Diagnostics.say("\(open) open\(resolved)")
    }
}

/// `backhaul dlq show`.
struct DeadLetterShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a dead letter whole: headers, key, value and what became of it.")

    @OptionGroup var kafka: KafkaOptions

    @Argument(help: "The dead letter: TOPIC.dlq/PARTITION/OFFSET.")
    var id: String

    @Flag(help: "Only the value, byte for byte: to be corrected and given to `replay --value`.")
    var value = false

    func run() throws {
        let places = try LetterPlaces.parse([id])
        let reading = try explained {
            try DeadLetterReading(kafka.settings(), topics: places.map(\.lane.topic)) { letter, _ in
                places.contains(letter.place)
            }
        }
        guard let letter = reading.book.letter(at: places[0]),
            let record = try explained({ try reading.records(of: [letter]) })[letter.place]
        else { throw CleanFailure(message: "\(id): there is no dead letter at this place") }
        guard !value else { return FileHandle.standardOutput.write(Data(record.value ?? [])) }
        let entry = LetterEntry(letter, trail: reading.book.trail(of: letter), now: SystemClock().now())
        LetterText(entry: entry, record: record).lines().forEach { print($0) }
    }
}

/// What is said beside the answer, on standard error.
enum Diagnostics {
    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
