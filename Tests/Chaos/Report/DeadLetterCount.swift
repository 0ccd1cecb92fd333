import Contracts
import Foundation
import Kafka
import Logging
import TestSupport
import Worker

/// Counts the different records that were refused. Two workers may refuse the same one.
enum DeadLetterCount {
    /// - Throws: `RunError` when the ends of the topics are not reached; `Fault` of the broker.
    static func read(_ settings: KafkaSettings, logger: Logger, limitSeconds: Double) throws -> Int {
        let reader = try TopicReader(settings: settings, topics: Topic.read.map(\.deadLetterName), logger: logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var origins: Set<[String]> = []
        let end = Date() + limitSeconds
        while !reader.isAtEnd {
            guard Date() < end else { throw RunError("the dead letters could not be read to their end") }
            for record in try reader.poll(maxRecords: 1_000, waitMilliseconds: 200) { origins.insert(origin(record)) }
        }
        return origins.count
    }

    private static func origin(_ record: InboundRecord) -> [String] {
        [DeadLetter.topic, DeadLetter.partition, DeadLetter.offset].map { name in
            let value = record.headers.first { $0.name == name }?.value
            return value.map { String(decoding: $0, as: UTF8.self) } ?? "\(record.lane) \(record.offset)"
        }
    }
}
