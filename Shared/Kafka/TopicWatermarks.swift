import CRdkafkaHeaders
import Logging
import Worker

/// The offsets that a lane's log spans.
package struct Watermarks: Sendable, Equatable {
    /// The oldest offset that the topic still holds.
    package var low: Int64
    /// The offset after the newest one that a `read_committed` reader may see.
    package var high: Int64

    package init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

/// Asks the broker for the ends of lanes, for flow control and for messages to people.
package final class TopicWatermarks {
    private let settings: KafkaSettings
    private let client: KafkaClient
    private let watchdog = Watchdog(label: "backhaul.kafka.watermarks")

    /// - Throws: `fatal` for a wrong property.
    package init(settings: KafkaSettings, logger: Logger) throws(Fault) {
        self.settings = settings
        client = try KafkaClient(
            role: .administration, settings: settings,
            fixed: [("group.id", settings.brokerName("backhaul.watermarks"))], logger: logger, joinsGroup: true)
    }

    /// The watermarks of the lanes that exist: two requests for each broker, however many lanes.
    ///
    /// - Throws: `transient` while the broker is away.
    package func read(lanes: [LaneID], timeoutMilliseconds: Int = 5_000) throws(Fault) -> [LaneID: Watermarks] {
        let names = lanes.map { settings.brokerName($0.topic) }
        let answer = watchdog.run(milliseconds: 2 * timeoutMilliseconds + 2_000) { [client] in
            rd_kafka_poll(client.pointer, 0)
            return Result { () throws(Fault) in
                try Self.read(client, lanes, names: names, timeoutMilliseconds)
            }
        }
        guard let answer else { throw Fault(.transient, "kafka.watermarks", "no answer from the broker") }
        return try answer.get()
    }

    /// Frees the client within the time given.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }

    /// - Parameter names: the topics of `lanes` as the broker knows them.
    static func read(
        _ client: KafkaClient, _ lanes: [LaneID], names: [String], _ timeoutMilliseconds: Int
    ) throws(Fault) -> [LaneID: Watermarks] {
        let lows = try offsets(client, lanes, names, at: PartitionList.beginning, timeoutMilliseconds)
        let highs = try offsets(client, lanes, names, at: PartitionList.end, timeoutMilliseconds)
        var marks: [LaneID: Watermarks] = [:]
        for (index, lane) in lanes.enumerated() {
            if let low = lows[index], let high = highs[index] { marks[lane] = Watermarks(low: low, high: high) }
        }
        return marks
    }

    // rd_kafka_offsets_for_times passes the two special time stamps through to the broker, all partitions at once.
    private static func offsets(
        _ client: KafkaClient, _ lanes: [LaneID], _ names: [String], at time: Int64, _ timeoutMilliseconds: Int
    ) throws(Fault) -> [Int: Int64] {
        guard !lanes.isEmpty else { return [:] }
        let list = PartitionList(capacity: lanes.count)
        for (lane, name) in zip(lanes, names) { list.add(topic: name, partition: lane.partition, offset: time) }
        let code = rd_kafka_offsets_for_times(client.pointer, list.pointer, Int32(clamping: timeoutMilliseconds))
        if code.isError { throw Fault.kafka("kafka.watermarks", code) }
        var offsets: [Int: Int64] = [:]
        for (index, entry) in list.entries.enumerated() where !entry.error.isError && entry.offset >= 0 {
            offsets[index] = entry.offset
        }
        return offsets
    }
}
