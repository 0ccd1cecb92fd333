import Kafka
import TestSupport
import Worker

/// Puts events on their topics as fast as the broker takes them, compressed as producers are advised to.
///
/// The embedded broker keeps 5 MiB of a partition and drops the oldest without a word; compressed, a backlog of
/// 25,000 requests a partition is far below that.
enum BacklogPublisher {
    static let mostPerPartition = 25_000

    /// - Parameter make: the event of a number.
    static func publish(
        _ numbers: Range<Int>, to kafka: TestKafka, _ make: (Int) throws -> OutboundRecord
    ) throws {
        var settings = kafka.settings
        settings.properties["linger.ms"] = "50"
        let producer = try PlainProducer(settings: settings, logger: kafka.logger)
        defer { producer.close() }
        for number in numbers { try producer.send(make(number)) }
        try producer.flush()
    }
}
