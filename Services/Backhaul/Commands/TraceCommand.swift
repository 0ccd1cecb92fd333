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
        let reader = try TopicReader(settings: settings, topics: topics, logger: ToolLog.logger)
        defer { reader.close() }
        // Up to what was there at the beginning: on a live deployment the end moves all the time.
        var unread = try ends(of: reader.lanes, settings)
        var grew = false
        while !reader.isAtEnd, !unread.isEmpty {
            for record in try reader.poll(maxRecords: 5_000, waitMilliseconds: 200) {
                if finder.look(at: record) { grew = true }
                if record.offset + 1 >= unread[record.lane] ?? .max { unread[record.lane] = nil }
            }
        }
        return grew
    }

    /// The end of each lane that holds anything.
    private func ends(of lanes: [LaneID], _ settings: KafkaSettings) throws -> [LaneID: Int64] {
        let watermarks = try TopicWatermarks(settings: settings, logger: ToolLog.logger)
        defer { watermarks.close() }
        return try watermarks.read(lanes: lanes).filter { $0.value.high > $0.value.low }.mapValues(\.high)
    }

    private func encoded(_ story: Story) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(story), as: UTF8.self)
    }
}
