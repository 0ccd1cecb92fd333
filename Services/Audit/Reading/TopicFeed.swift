import Contracts
import Kafka
import Kernel
import Logging
import Worker

/// Reads every output topic and every dead-letter topic from its beginning, `read_committed`.
///
/// One owner, one thread. It waits for a broker that is away; what it cannot get over is a topic that is missing,
/// access refused, or a topic that is cut off before it was read.
final class TopicFeed {
    private let reader: TopicReader
    private let watermarks: TopicWatermarks
    /// The lanes that no longer begin at their first record.
    let cut: [LaneID: Int64]
    /// Records before it may belong to stories whose beginning is gone; nil while every topic is whole.
    private let wholeFrom: Instant?

    /// - Throws: `fatal` naming the topics that are missing; `transient` while the broker is away.
    init(settings: KafkaSettings, logger: Logger) throws(Fault) {
        reader = try TopicReader(settings: settings, topics: Topics.judged, logger: logger)
        watermarks = try TopicWatermarks(settings: settings, logger: logger)
        cut = try watermarks.read(lanes: reader.lanes).filter { $0.value.low > 0 }.mapValues(\.low)
        wholeFrom = cut.isEmpty ? nil : try CutStart.moment(of: cut, settings: settings, logger: logger)
    }

    /// How many partitions are read.
    var partitionCount: Int { reader.lanes.count }

    /// Waits up to `waitMilliseconds` for a first record, then takes what is there.
    func poll(waitMilliseconds: Int) throws(Fault) -> [InboundRecord] {
        try reader.poll(maxRecords: 5_000, waitMilliseconds: waitMilliseconds)
    }

    /// Whether everything that belongs with the record is still on the topics.
    func isWhole(_ record: InboundRecord) -> Bool {
        guard let wholeFrom else { return true }
        return record.timestamp.map { $0 >= wholeFrom } ?? false
    }

    /// Where the topics end now, as far as a `read_committed` reader may see.
    /// - Throws: `transient` while the broker is away.
    func ends() throws(Fault) -> [LaneID: Int64] {
        try watermarks.read(lanes: reader.lanes).filter { $0.value.high > $0.value.low }.mapValues(\.high)
    }

    /// Whether all lanes have been read up to `ends`.
    func hasReached(_ ends: [LaneID: Int64]) -> Bool { ends.allSatisfy { reader.reached[$0.key] ?? 0 >= $0.value } }

    /// What is left of the way to `ends`, for people: the first lanes, and how many more there are.
    func unread(_ ends: [LaneID: Int64]) -> String {
        let left = ends.filter { reader.reached[$0.key] ?? 0 < $0.value }.sorted { $0.key < $1.key }
        let named = left.prefix(10).map { "\($0.key) from \(reader.reached[$0.key] ?? 0) to \($0.value)" }
        return (named + (left.count > named.count ? ["and \(left.count - named.count) more"] : []))
            .joined(separator: ", ")
    }

    func close() {
        reader.close(deadlineMilliseconds: 500)
        watermarks.close(deadlineMilliseconds: 500)
    }
}

/// Where whole stories begin when topics were cut off at their start.
enum CutStart {
    /// Publishers' clocks differ by less than this.
    private static let clockSkew = TimeSpan.seconds(60)
    private static let attempts = 100

    /// The latest of the oldest records of the cut lanes, and the clocks' difference after it.
    static func moment(of cut: [LaneID: Int64], settings: KafkaSettings, logger: Logger) throws(Fault) -> Instant {
        let reader = try TopicReader(settings: settings, topics: Set(cut.keys.map(\.topic)).sorted(), logger: logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var waiting = Set(cut.keys)
        var latest = Instant.epoch
        for _ in 0..<attempts where !waiting.isEmpty && !reader.isAtEnd {
            for record in try reader.poll(maxRecords: 5_000, waitMilliseconds: 100)
            where waiting.remove(record.lane) != nil {
                latest = max(latest, record.timestamp ?? latest)
            }
        }
        return latest.advanced(by: clockSkew)
    }
}
