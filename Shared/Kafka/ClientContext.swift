import CRdkafkaHeaders
import Logging
import Synchronization
import Worker

/// What the callbacks of one client may touch: librdkafka has a single opaque slot, and this is what lies in it.
///
/// Log lines come from librdkafka's own threads, everything else from the thread that polls; so all shared state is
/// locked or atomic, and `onRebalance` is set before the first poll and cleared before the client is closed elsewhere.
final class ClientContext: @unchecked Sendable {
    typealias Rebalance = (rd_kafka_resp_err_t, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> Void

    let logger: Logger
    /// Whether an administration client needs a group (committed positions can be asked by consumers only).
    let joinsGroup: Bool
    let delivered = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    var onRebalance: Rebalance?

    private struct State {
        var throttle = LogThrottle()
        var firstDeliveryError: String?
        var fatal: Fault?
        var isAway = false
        var hasAnswered = false
    }
    private let state = Mutex(State())

    init(logger: Logger, joinsGroup: Bool = false) {
        self.logger = logger
        self.joinsGroup = joinsGroup
    }

    /// The context in a client's opaque slot.
    static func from(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        opaque.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }

    /// A line of librdkafka's own log; `level` is syslog's.
    func log(level: Int32, facility: String, text: String) {
        let mapped = Self.level(syslog: level, facility: facility)
        guard mapped >= logger.logLevel else { return }
        let now = Monotonic.microseconds()
        guard let suppressed = state.withLock({ $0.throttle.admit(facility, at: now) }) else { return }
        var metadata: Logger.Metadata = ["kafka.facility": "\(facility)"]
        if suppressed > 0 { metadata["kafka.lines_suppressed"] = "\(suppressed)" }
        logger.log(level: mapped, "\(text)", metadata: metadata)
    }

    private static func level(syslog: Int32, facility: String) -> Logger.Level {
        // One set of properties serves producers and consumers, so each is told of the other's.
        if facility == "CONFWARN" { return .debug }
        return switch syslog {
        case ...2: .error
        case 3, 4: .warning
        case 5, 6: .info
        default: .debug
        }
    }

    /// Errors of the client as a whole: outages are told once per change, fatal ones are kept for the next call.
    func note(_ code: rd_kafka_resp_err_t, _ reason: String) {
        if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { return brokersAway(reason) }
        state.withLock { state in
            // A broker that once let us in may refuse a connection while it restarts: that is an outage.
            let stops =
                code == RD_KAFKA_RESP_ERR__FATAL || code.needsPerson && !(code.isConnecting && state.hasAnswered)
            if stops, state.fatal == nil { state.fatal = Fault(.fatal, "kafka.client", reason, code: code.name) }
        }
    }

    private func brokersAway(_ reason: String) {
        let changed = state.withLock { state in
            defer { state.isAway = true }
            return !state.isAway
        }
        if changed { logger.warning("Kafka is away, waiting for it", metadata: ["kafka.reason": "\(reason)"]) }
    }

    /// The broker answered.
    func brokersAnswer() {
        let changed = state.withLock { state in
            defer { state.isAway = false }
            state.hasAnswered = true
            return state.isAway
        }
        if changed { logger.info("Kafka is back") }
    }

    /// The first error that only a person can mend.
    var fatal: Fault? { state.withLock { $0.fatal } }

    func noteDelivery(_ code: rd_kafka_resp_err_t) {
        guard code.isError else {
            delivered.add(1, ordering: .relaxed)
            return
        }
        state.withLock { state in
            if state.firstDeliveryError == nil { state.firstDeliveryError = code.name }
        }
        failed.add(1, ordering: .relaxed)
    }

    /// The name of the first delivery that failed since the last call, if any did.
    func takeDeliveryError() -> String? {
        state.withLock { state in
            defer { state.firstDeliveryError = nil }
            return state.firstDeliveryError
        }
    }
}
