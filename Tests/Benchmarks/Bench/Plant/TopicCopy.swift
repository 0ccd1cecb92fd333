import Kafka
import TestSupport
import Worker

/// Copies whole topics to a deployment under another prefix: the same keys, values, headers and partitions.
struct TopicCopy {
    let source: TestKafka
    let target: TestKafka

    /// - Returns: how many records were copied.
    /// - Throws: `RunError` when the embedded broker has dropped some of them, there or here.
    func copy(_ topics: [String]) throws -> Int {
        let reader = try TopicReader(settings: source.settings, topics: topics, logger: source.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        try requireWhole(source, reader.lanes)
        var settings = target.settings
        settings.properties["linger.ms"] = "50"
        let producer = try PlainProducer(settings: settings, logger: target.logger)
        defer { producer.close() }
        var count = 0
        while !reader.isAtEnd {
            for record in try reader.poll(maxRecords: 1_000, waitMilliseconds: 200) {
                try producer.send(
                    OutboundRecord(
                        topic: record.lane.topic, key: record.key, value: record.value, headers: record.headers),
                    partition: record.lane.partition)
                count += 1
            }
        }
        try producer.flush()
        try requireWhole(target, reader.lanes)
        return count
    }

    private func requireWhole(_ kafka: TestKafka, _ lanes: [LaneID]) throws {
        let watermarks = try TopicWatermarks(settings: kafka.settings, logger: kafka.logger)
        defer { watermarks.close() }
        let cut = try watermarks.read(lanes: lanes).filter { $0.value.low > 0 }.map { "\($0.key)" }
        guard cut.isEmpty else {
            throw RunError(
                "the broker has dropped records of \(cut.sorted().prefix(3)) and \(cut.count) lanes in all: "
                    + "ask for fewer --returns or more --partitions")
        }
    }
}
