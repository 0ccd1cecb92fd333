import Logging
import Worker

/// Where the relay's positions are: one partition of the positions topic for each lane, committed under a group
/// without members. The committed offset is the sequence number of the last event published.
final class RelayPositions {
    private let topic: String
    private let brokerTopic: String
    private let partitionCount: Int
    private let timeoutMilliseconds: Int
    private let committed: GroupPositions

    /// - Parameter partitionCount: how many partitions the positions topic has.
    init(
        settings: KafkaSettings, service: String, partitionCount: Int, timeoutMilliseconds: Int, logger: Logger
    ) throws(Fault) {
        self.timeoutMilliseconds = timeoutMilliseconds
        topic = RelayNames.positionsTopic(service: service)
        brokerTopic = settings.brokerName(topic)
        self.partitionCount = partitionCount
        committed = try GroupPositions(settings: settings, group: RelayNames.group(service: service), logger: logger)
    }

    /// - Throws: `fatal` when a lane has no partition.
    func check(_ laneNumbers: [Int32]) throws(Fault) {
        guard let highest = laneNumbers.max(), Int(highest) >= partitionCount else { return }
        throw Fault(
            .fatal, "kafka.positions",
            "lane \(highest) needs \(brokerTopic) with at least \(highest + 1) partitions, it has \(partitionCount): "
                + "add partitions to that topic; its committed offsets are the relay's positions, so do not delete it")
    }

    func read(_ laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        let offsets = try committed.read(
            lanes: laneNumbers.map { LaneID(topic, $0) },
            timeoutMilliseconds: timeoutMilliseconds)
        return Dictionary(uniqueKeysWithValues: offsets.map { ($0.key.partition, $0.value) })
    }

    /// Notes positions outside a transaction, after what they stand for was acknowledged. They may be behind, never
    /// ahead: enough to see a database that was restored.
    func note(_ positions: [Int32: Int64]) {
        committed.store(Dictionary(uniqueKeysWithValues: positions.map { (LaneID(topic, $0.key), $0.value) }))
    }

    func close() { committed.close(deadlineMilliseconds: 0) }
}
