import CRdkafkaHeaders
import Logging
import Worker

/// Reads what a group has committed to Kafka, without joining it: for lag, flow control and the relay's positions.
package final class GroupPositions {
    private let settings: KafkaSettings
    private let client: KafkaClient
    private let watchdog = Watchdog(label: "backhaul.kafka.positions")

    /// - Parameters:
    ///   - group: without the deployment's prefix.
    ///   - waitsForTransactions: whether an offset that an open transaction may change is waited for.
    /// - Throws: `fatal` for a wrong property.
    package init(
        settings: KafkaSettings, group: String, waitsForTransactions: Bool = true, logger: Logger
    ) throws(Fault) {
        self.settings = settings
        client = try KafkaClient(
            role: .administration, settings: settings,
            fixed: [
                ("group.id", settings.brokerName(group)), ("auto.offset.reset", "error"),
                ("isolation.level", waitsForTransactions ? "read_committed" : "read_uncommitted"),
            ],
            logger: logger, joinsGroup: true)
    }

    /// The next offset of each lane that the group has committed one for.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package func read(lanes: [LaneID], timeoutMilliseconds: Int = 5_000) throws(Fault) -> [LaneID: Int64] {
        let names = lanes.map { (topic: settings.brokerName($0.topic), partition: $0.partition) }
        let answer = watchdog.run(milliseconds: timeoutMilliseconds + 2_000) { [client] in
            rd_kafka_poll(client.pointer, 0)
            return Result { () throws(Fault) in
                try CommittedOffsets.read(client, names, timeoutMilliseconds: timeoutMilliseconds)
            }
        }
        guard let answer else { throw Fault(.transient, "kafka.committed", "no answer from the group's coordinator") }
        return Dictionary(uniqueKeysWithValues: try answer.get().map { (lanes[$0.key], $0.value) })
    }

    /// Commits offsets for a group that has no members. What comes of it is not waited for.
    package func store(_ offsets: [LaneID: Int64]) {
        let list = PartitionList(capacity: offsets.count)
        for (lane, offset) in offsets {
            list.add(topic: settings.brokerName(lane.topic), partition: lane.partition, offset: offset)
        }
        rd_kafka_commit(client.pointer, list.pointer, 1)
        rd_kafka_poll(client.pointer, 0)
    }

    /// The id of the cluster; nil where the brokers have none.
    /// - Throws: `transient` while the broker is away.
    func clusterID(timeoutMilliseconds: Int = 5_000) throws(Fault) -> String? {
        _ = try ClusterMetadata.partitionCounts(client, timeoutMilliseconds: timeoutMilliseconds)
        guard let id = rd_kafka_clusterid(client.pointer, Int32(clamping: timeoutMilliseconds)) else { return nil }
        defer { rd_kafka_mem_free(client.pointer, id) }
        return String(cString: id)
    }

    /// Frees the client within the time given.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }
}
