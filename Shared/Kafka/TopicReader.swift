import CRdkafkaHeaders
import Logging
import Worker

/// Reads whole topics from their oldest record, `read_committed`, without a group and without leaving a trace.
///
/// One owner, one thread. For observers, tracing and the dead-letter tools.
package final class TopicReader {
    private let client: KafkaClient
    private let logger: Logger
    private var reader: MessageReader
    private var buffer = MessageBuffer()
    private var unfinished: Set<LaneID>

    /// The lanes that are read.
    package let lanes: [LaneID]
    /// The next offset of each lane that a record or an end was met on; the last one met of an end counts marks of
    /// transactions, too.
    package private(set) var reached: [LaneID: Int64] = [:]

    /// - Parameter topics: without the deployment's prefix.
    /// - Throws: `transient` while the broker is away; `fatal` naming the topics that are missing, or a wrong property.
    package init(
        settings: KafkaSettings, topics: [String], logger: Logger, timeoutMilliseconds: Int = 10_000
    ) throws(Fault) {
        // librdkafka assigns to members of a group only; nothing is ever committed under this name.
        client = try KafkaClient(
            role: .reader, settings: settings, fixed: [("group.id", settings.brokerName("backhaul.reader"))],
            logger: logger)
        self.logger = logger
        reader = MessageReader(settings: settings)
        lanes = try Self.assign(topics, client, settings, timeoutMilliseconds)
        unfinished = Set(lanes)
    }

    /// True when every lane has been read to its end, as far as was known at the last poll.
    package var isAtEnd: Bool { unfinished.isEmpty }

    /// Waits up to `waitMilliseconds` for a first record, then takes what is there, at most `maxRecords`.
    ///
    /// An outage of the broker gives empty batches.
    /// - Throws: `fatal` when access is refused, `superseded` when a position fell off the log: read it all again.
    package func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> [InboundRecord] {
        let messages = buffer.fill(from: client, maxRecords: maxRecords, waitMilliseconds: waitMilliseconds)
        defer { buffer.release() }
        var records: [InboundRecord] = []
        for case let message? in messages {
            guard let lane = reader.lane(of: message.pointee) else { continue }
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                unfinished.insert(lane)
                reached[lane] = message.pointee.offset + 1
                records.append(MessageReader.record(message, lane: lane))
            case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                unfinished.remove(lane)
                reached[lane] = max(message.pointee.offset, reached[lane] ?? 0)
            case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
                throw Fault(.superseded, "kafka.read", "\(lane): the topic was cut off while it was read")
            case let code: client.context.note(code, code.sentence)
            }
        }
        if !messages.isEmpty { client.context.brokersAnswer() }
        if let fatal = client.context.fatal { throw fatal }
        return records
    }

    /// Frees the client within the time given.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }

    private static func assign(
        _ topics: [String], _ client: KafkaClient, _ settings: KafkaSettings, _ timeoutMilliseconds: Int
    ) throws(Fault) -> [LaneID] {
        let names = topics.map { settings.brokerName($0) }
        let counts = try ClusterMetadata.require(names, client, timeoutMilliseconds: timeoutMilliseconds)
        var lanes: [LaneID] = []
        for topic in topics {
            let count = Int32(clamping: counts[settings.brokerName(topic)] ?? 0)
            lanes += (0..<count).map { LaneID(topic, $0) }
        }
        let list = PartitionList(capacity: lanes.count)
        for lane in lanes {
            list.add(
                topic: settings.brokerName(lane.topic), partition: lane.partition, offset: PartitionList.beginning)
        }
        let code = ConsumerAssignment.change(client.pointer, to: list.pointer)
        if code.isError { throw Fault(.fatal, "kafka.read", code.sentence, code: code.name) }
        return lanes
    }
}
