import CRdkafkaHeaders
import Logging
import Synchronization
import Worker

/// Owns one librdkafka client and the topic and queue handles made from it.
///
/// librdkafka's handles may be used from any thread, hence `@unchecked Sendable`. They are freed in one order: topics
/// and queue, then the client, then the callbacks' context, always on a thread that nobody waits for without a limit,
/// since `rd_kafka_consumer_close` and `rd_kafka_destroy` of 2.0.2 can hang for ever.
final class KafkaClient: @unchecked Sendable {
    let pointer: OpaquePointer
    let context: ClientContext
    /// The queue of a consumer, from which records and callbacks come; nil for others.
    let queue: OpaquePointer?
    private let isClosed = Atomic<Bool>(false)
    private let topics = Mutex<[String: TopicHandle]>([:])

    private struct TopicHandle: @unchecked Sendable { let pointer: OpaquePointer }

    init(
        role: KafkaRole, settings: KafkaSettings, fixed: [(String, String)] = [], logger: Logger,
        joinsGroup: Bool = false
    ) throws(Fault) {
        context = ClientContext(logger: logger, joinsGroup: joinsGroup)
        let configuration = try ClientConfiguration(role: role, settings: settings, fixed: fixed)
        pointer = try configuration.makeClient(role, context: context)
        guard role.isConsumer else {
            queue = nil
            return
        }
        rd_kafka_poll_set_consumer(pointer)
        queue = rd_kafka_queue_get_consumer(pointer)
    }

    deinit { close(deadlineMilliseconds: 0) }

    /// The handle of a topic, named as on the broker; made once.
    func topic(_ brokerName: String) -> OpaquePointer? {
        let handle: TopicHandle? = topics.withLock { topics in
            if let known = topics[brokerName] { return known }
            let made = rd_kafka_topic_new(pointer, brokerName, nil).map { TopicHandle(pointer: $0) }
            topics[brokerName] = made
            return made
        }
        return handle?.pointer
    }

    /// What only a person can mend, such as a refused password: callbacks know of it, a call that found no broker does
    /// not. For clients that nobody polls; consumers hear of it where they are polled.
    func refusal() -> Fault? {
        if queue == nil { rd_kafka_poll(pointer, 0) }
        return context.fatal
    }

    /// Frees everything within the time given, else leaves it to its thread.
    ///
    /// - Parameter leavesGroup: whether a member says good-bye, so that others take over at once.
    /// - Returns: false when the time was up.
    @discardableResult
    func close(deadlineMilliseconds: Int, leavesGroup: Bool = false) -> Bool {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return true }
        let remains = Remains(
            client: pointer, queue: queue, context: context,
            topics: topics.withLock { Array($0.values) }.map { $0.pointer })
        let done: Void? = Watchdog(label: "backhaul.kafka.close").run(milliseconds: deadlineMilliseconds) {
            if leavesGroup { rd_kafka_consumer_close(remains.client) }
            remains.free()
        }
        return done != nil
    }
}

/// The handles of a client that is going away.
private struct Remains: @unchecked Sendable {
    let client: OpaquePointer
    let queue: OpaquePointer?
    let context: ClientContext
    let topics: [OpaquePointer]

    func free() {
        for topic in topics { rd_kafka_topic_destroy(topic) }
        if let queue { rd_kafka_queue_destroy(queue) }
        rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        Unmanaged.passUnretained(context).release()
    }
}
