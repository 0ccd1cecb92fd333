import Kafka
import Worker

/// Reads topics from their oldest record up to what was there at the beginning: on a live deployment the end moves all
/// the time.
enum TopicScan {
    /// Passes every record to `take`, each lane in order.
    ///
    /// - Throws: `transient` while the broker is away; `fatal` naming the topics that are missing.
    static func read(_ topics: [String], _ settings: KafkaSettings, _ take: (InboundRecord) -> Void) throws(Fault) {
        let reader = try TopicReader(settings: settings, topics: topics, logger: ToolLog.logger)
        defer { reader.close() }
        var unread = try ends(of: reader.lanes, settings)
        while !reader.isAtEnd, !unread.isEmpty {
            for record in try reader.poll(maxRecords: 5_000, waitMilliseconds: 200) {
                take(record)
                if record.offset + 1 >= unread[record.lane] ?? .max { unread[record.lane] = nil }
            }
        }
    }

    /// The end of each lane that holds anything.
    private static func ends(of lanes: [LaneID], _ settings: KafkaSettings) throws(Fault) -> [LaneID: Int64] {
        let watermarks = try TopicWatermarks(settings: settings, logger: ToolLog.logger)
        defer { watermarks.close() }
        return try watermarks.read(lanes: lanes).filter { $0.value.high > $0.value.low }.mapValues(\.high)
    }
}
