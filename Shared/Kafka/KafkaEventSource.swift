import CRdkafkaHeaders
import Logging
import Worker

/// The consumer of a worker's group. One owner, one thread: every method is called on the thread that polls.
///
/// Positions move by `rd_kafka_assign` only: in 2.0.2 pause, resume and seek lose or misattribute records of the batch
/// interface. For the same reason a poll during which the group was rebalanced gives nothing out and begins anew.
package final class KafkaEventSource: EventSource {
    private let settings: KafkaSettings
    private let topics: [String]
    private let client: KafkaClient
    private let logger: Logger
    private unowned let listener: any AssignmentListener
    private var book = AssignmentBook()
    private var reader: MessageReader
    private var reports: PositionReports
    private var buffer: MessageBuffer
    private var hasJoined = false
    /// How long the next try to join waits for the broker's answer: short at first, for a stop is not heard meanwhile.
    private var joinMilliseconds = 100
    private static let joinMillisecondsMax = 5_000
    private var mustAssign = false
    private var wasRebalanced = false
    /// Lanes whose record applied last is gone from the broker, until they are assigned at the next one.
    private var skipping: Set<LaneID> = []

    /// - Parameters:
    ///   - group: the group's name without the deployment's prefix.
    ///   - topics: what it reads, without the prefix.
    ///   - listener: told of assignments; outlives the source.
    /// - Throws: `fatal` for a wrong property.
    package init(
        settings: KafkaSettings, group: String, topics: [String], listener: any AssignmentListener, logger: Logger
    ) throws(Fault) {
        self.settings = settings
        self.topics = topics
        self.listener = listener
        self.logger = logger
        client = try KafkaClient(
            role: .consumer, settings: settings, fixed: [("group.id", settings.brokerName(group))], logger: logger)
        reader = MessageReader(settings: settings)
        reports = PositionReports(client: client, settings: settings)
        buffer = MessageBuffer()
        client.context.onRebalance = { [unowned self] code, partitions in rebalance(code, partitions) }
    }

    deinit { client.context.onRebalance = nil }

    package func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> SourceBatch {
        var batch = SourceBatch()
        if !hasJoined { hasJoined = try join() }
        guard hasJoined else { return batch }
        if mustAssign, !book.lanes.isEmpty { assign() }
        wasRebalanced = false
        let messages = buffer.fill(from: client, maxRecords: maxRecords, waitMilliseconds: waitMilliseconds)
        defer { buffer.release() }
        if !messages.isEmpty { client.context.brokersAnswer() }
        if wasRebalanced {
            // Which of the messages were fetched before the change cannot be told: read all again from the start.
            mustAssign = mustAssign || !messages.isEmpty
        } else {
            take(messages, into: &batch)
        }
        if let fatal = client.context.fatal { throw fatal }
        reports.sweep(&book)
        return batch
    }

    package func restart(_ lanes: [LaneID: LaneStart]) throws(Fault) {
        guard book.restart(lanes) else { return }
        assign()
    }

    package func reportPositions(_ positions: [LaneID: Int64]) {
        for (lane, position) in positions { book.applied(lane, upTo: position) }
        reports.add(positions)
    }

    package func close(deadlineMilliseconds: Int) {
        reports.send()
        client.context.onRebalance = nil
        if !client.close(deadlineMilliseconds: deadlineMilliseconds, leavesGroup: hasJoined) {
            logger.info("the Kafka consumer did not close in time and is abandoned")
        }
    }

    // Subscribing to a topic that is missing ends 2.0.2 with a segmentation fault in the batch interface.
    private func join() throws(Fault) -> Bool {
        let names = topics.map { settings.brokerName($0) }
        do throws(Fault) {
            _ = try ClusterMetadata.require(names, client, timeoutMilliseconds: joinMilliseconds)
        } catch {
            if error.kind == .fatal { throw error }
            client.context.note(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, error.detail)
            // A broker far away, or with a great many topics, answers later than a broker that is there should.
            joinMilliseconds = min(2 * joinMilliseconds, Self.joinMillisecondsMax)
            // Nothing is subscribed yet: this serves the callbacks only, which know of refused access.
            rd_kafka_consumer_poll(client.pointer, 0).map { rd_kafka_message_destroy($0) }
            if let fatal = client.context.fatal { throw fatal }
            return false
        }
        let list = PartitionList(capacity: names.count)
        for name in names { list.add(topic: name, partition: -1) }
        let code = rd_kafka_subscribe(client.pointer, list.pointer)
        if code.isError { throw Fault(.fatal, "kafka.subscribe", code.sentence, code: code.name) }
        return true
    }

    private func rebalance(
        _ code: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        wasRebalanced = true
        reader.forgetTopics()
        guard code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS else {
            reports.send()
            listener.lanesRevoked(book.lanes)
            book.revokeAll()
            mustAssign = false
            _ = ConsumerAssignment.change(client.pointer, to: nil)
            return
        }
        client.context.brokersAnswer()
        let lanes = PartitionList.entries(of: list).compactMap { entry in
            settings.localName(entry.topic).map { LaneID($0, entry.partition) }
        }
        let starts = listener.lanesAssigned(lanes)
        book.assign(lanes, starts: starts)
        assign()
    }

    /// Gives librdkafka the whole assignment with the places that the book holds.
    private func assign() {
        let list = PartitionList(capacity: book.lanes.count)
        for (lane, start) in book.next {
            switch start {
            case .beginning:
                list.add(
                    topic: settings.brokerName(lane.topic), partition: lane.partition, offset: PartitionList.beginning)
            case .offset(let offset), .after(let offset, _):
                list.add(topic: settings.brokerName(lane.topic), partition: lane.partition, offset: offset)
            case .none: continue
            }
        }
        let code = ConsumerAssignment.change(client.pointer, to: list.pointer)
        skipping = []
        // Refused only while the group takes the partitions back: the next rebalance settles it.
        mustAssign = code.isError
        if code.isError { logger.info("assignment put off", metadata: ["kafka.code": "\(code.name)"]) }
    }

    private func take(
        _ messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, into batch: inout SourceBatch
    ) {
        batch.records.reserveCapacity(messages.count)
        for case let message? in messages {
            let lane = reader.lane(of: message.pointee)
            if message.pointee.err.isError {
                stopLanes(message, lane, &batch)
            } else if let lane, book.accepts(lane, offset: message.pointee.offset) {
                batch.records.append(MessageReader.record(message, lane: lane))
                book.gave(lane, upTo: message.pointee.offset + 1)
                batch.positions[lane] = message.pointee.offset + 1
            }
        }
        notePositions(&batch)
    }

    /// Positions by librdkafka's word: they pass commit markers, so that the lag of an idle lane is zero.
    private func notePositions(_ batch: inout SourceBatch) {
        for (lane, position) in reports.positions(of: Array(batch.positions.keys)) {
            guard let given = batch.positions[lane], position > given, book.passed(lane, to: position) else { continue }
            batch.positions[lane] = position
        }
    }

    private func stopLanes(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, _ lane: LaneID?, _ batch: inout SourceBatch
    ) {
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            // One lane can be told of twice: the second time says nothing of where it stands by now.
            guard let lane, book.next[lane] != LaneStart.none, !skipping.contains(lane) else { return }
            if book.skipWitness(lane) {
                skipping.insert(lane)
                return mustAssign = true
            }
            batch.stopped[lane] = outsideTheLog(lane)
            book.stop(lane)
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            let topic = lane?.topic
            for gone in book.lanes where gone == lane || (lane?.partition ?? 0) < 0 && gone.topic == topic {
                batch.stopped[gone] = "\(gone): the topic or partition is gone from the broker"
                book.stop(gone)
            }
        default:
            let reason = rd_kafka_message_errstr(message).map { String(cString: $0) }
            client.context.note(message.pointee.err, reason ?? message.pointee.err.sentence)
        }
    }

    private func outsideTheLog(_ lane: LaneID) -> String {
        let wanted = book.next[lane]?.nextOffset.map { "\($0)" } ?? "the beginning"
        let name = settings.brokerName(lane.topic)
        let answer = Watchdog(label: "backhaul.kafka.watermarks").run(milliseconds: 3_000) { [client] in
            try? TopicWatermarks.read(client, [lane], names: [name], 2_000)[lane]
        }
        let marks = answer ?? nil
        let held = marks.map { "the topic holds \($0.low) to \($0.high)" } ?? "what the topic holds is unknown"
        return "\(lane): the next offset is \(wanted) but \(held); records are lost or the topic was made anew"
    }
}
