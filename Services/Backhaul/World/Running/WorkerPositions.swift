import Contracts
import Kafka
import Logging
import Worker

/// Looks at how far behind the workers' groups are.
final class WorkerPositions {
    private let watermarks: TopicWatermarks
    private let groups: [(topics: [Topic], positions: GroupPositions)]
    private let lanes: [Topic: [LaneID]]

    /// - Parameter lanes: the lanes of all topics that workers read.
    /// - Throws: `fatal` for a wrong property.
    init(settings: KafkaSettings, lanes: [Topic: [LaneID]], logger: Logger) throws(Fault) {
        self.lanes = lanes
        watermarks = try TopicWatermarks(settings: settings, logger: logger)
        var groups: [(topics: [Topic], positions: GroupPositions)] = []
        for (group, topics) in ConsumerMap.topics {
            groups.append((topics, try GroupPositions(settings: settings, group: group, logger: logger)))
        }
        self.groups = groups
    }

    /// The slowest group's unread records by topic, of the partition where it is furthest behind.
    ///
    /// A lane that no worker has ever reported counts as unread from its beginning.
    /// - Throws: `transient` while the broker is away.
    func lag() throws(Fault) -> [Topic: Int64] {
        let marks = try watermarks.read(lanes: lanes.values.flatMap { $0 })
        var lag: [Topic: Int64] = [:]
        for group in groups {
            let positions = try group.positions.read(lanes: group.topics.flatMap { lanes[$0] ?? [] })
            for topic in group.topics {
                for lane in lanes[topic] ?? [] {
                    guard let mark = marks[lane] else { continue }
                    lag[topic] = max(lag[topic] ?? 0, mark.high - (positions[lane] ?? mark.low))
                }
            }
        }
        return lag
    }

    func close() {
        watermarks.close()
        for group in groups { group.positions.close() }
    }
}
