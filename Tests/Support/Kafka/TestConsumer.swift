import Foundation
import Kafka
import Worker

/// A consumer of a group with its listener, polled until a test has seen what it waits for.
package final class TestConsumer {
    package let source: KafkaEventSource
    package let listener = RecordingListener()
    package private(set) var records: [InboundRecord] = []
    package private(set) var positions: [LaneID: Int64] = [:]
    package private(set) var stopped: [LaneID: String] = [:]

    package init(
        _ kafka: TestKafka, group: String = "readers", topics: [String], starts: [LaneID: LaneStart] = [:]
    ) throws {
        listener.starts = starts
        source = try KafkaEventSource(
            settings: kafka.settings, group: group, topics: topics, listener: listener, logger: kafka.logger)
    }

    /// Polls once and keeps what came.
    package func poll(waitMilliseconds: Int = 100) throws {
        let batch = try source.poll(maxRecords: 500, waitMilliseconds: waitMilliseconds)
        records += batch.records
        positions.merge(batch.positions) { $1 }
        stopped.merge(batch.stopped) { $1 }
    }

    /// Polls until `condition` holds or the time is up.
    /// - Returns: whether it held.
    package func poll(within seconds: Int = 20, until condition: (TestConsumer) -> Bool) throws -> Bool {
        let end = Date() + TimeInterval(seconds)
        while !condition(self) {
            guard Date() < end else { return false }
            try poll()
        }
        return true
    }
}
