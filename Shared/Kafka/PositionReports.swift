import CRdkafkaHeaders
import Worker

/// Tells Kafka how far a group has come, at most twice a second: for lag tools, never read by us.
struct PositionReports {
    private let client: KafkaClient
    private let settings: KafkaSettings
    private var pending: [LaneID: Int64] = [:]
    private var sentAt: Int64 = 0
    private var sweptAt: Int64 = 0
    private static let pauseMilliseconds: Int64 = 500
    private static let sweepMilliseconds: Int64 = 1_000

    init(client: KafkaClient, settings: KafkaSettings) {
        self.client = client
        self.settings = settings
    }

    mutating func add(_ positions: [LaneID: Int64]) {
        pending.merge(positions) { $1 }
        sendIfDue()
    }

    /// Commits what is pending, asynchronously; a failure is of no consequence.
    mutating func send() {
        guard !pending.isEmpty else { return }
        let list = PartitionList(capacity: pending.count)
        for (lane, position) in pending {
            list.add(topic: settings.brokerName(lane.topic), partition: lane.partition, offset: position)
        }
        rd_kafka_commit(client.pointer, list.pointer, 1)
        pending.removeAll()
        sentAt = Monotonic.milliseconds()
    }

    /// Reports lanes whose position passed control records alone; otherwise they would lag by one for ever.
    mutating func sweep(_ book: inout AssignmentBook) {
        let now = Monotonic.milliseconds()
        if now - sweptAt >= Self.sweepMilliseconds {
            sweptAt = now
            for (lane, position) in positions(of: book.idleLanes) where book.skipped(lane, to: position) {
                pending[lane] = position
            }
        }
        sendIfDue()
    }

    /// The consumer's own positions; lanes from which nothing was read have none.
    func positions(of lanes: [LaneID]) -> [(LaneID, Int64)] {
        guard !lanes.isEmpty else { return [] }
        let list = PartitionList(capacity: lanes.count)
        for lane in lanes { list.add(topic: settings.brokerName(lane.topic), partition: lane.partition) }
        guard !rd_kafka_position(client.pointer, list.pointer).isError else { return [] }
        return zip(lanes, list.entries).filter { !$1.error.isError && $1.offset >= 0 }.map { ($0, $1.offset) }
    }

    private mutating func sendIfDue() {
        if !pending.isEmpty, Monotonic.milliseconds() - sentAt >= Self.pauseMilliseconds { send() }
    }
}
