import ArgumentParser
import Contracts
import Foundation
import Kafka
import Worker

/// `backhaul trace`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tells the whole story of one return or unit, in order, from the topics and the databases.",
        discussion: "Reads all topics from their oldest record: it takes as long as they are large.")

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions

    @Argument(help: "A return id, a parcel id, or a unit id (u-...), with or without `merchant/` before it.")
    var id: String

    @Flag(help: "As one JSON object.")
    var json = false

    func run() throws {
        let story = try explained { try find() }
        if json { return print(try encoded(story)) }
        guard !story.events.isEmpty || !story.state.isEmpty else {
            throw CleanFailure(message: "\(id): no event and no row names it")
        }
        StoryText(story: story).lines().forEach { print($0) }
    }

    private func find() throws -> Story {
        let settings = try kafka.settings()
        var finder = StoryFinder(id: id)
        // Each pass can find ids that make earlier records belong to the story; a chain is short.
        for _ in 0..<4 where try !pass(settings, &finder) { break }
        let state = try StateReader(url: try database.url()).rows(of: finder.ids.sorted())
        return Story(ids: finder.ids.sorted(), events: finder.ordered, state: state)
    }

    private func pass(_ settings: KafkaSettings, _ finder: inout StoryFinder) throws -> Bool {
        let topics = Topic.allCases.map(\.name) + WorkerCatalogue.inputs.map(\.deadLetterName)
        var grew = false
        try TopicScan.read(topics, settings) { if finder.look(at: $0) { grew = true } }
        return grew
    }

    private func encoded(_ story: Story) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(story), as: UTF8.self)
    }
}
