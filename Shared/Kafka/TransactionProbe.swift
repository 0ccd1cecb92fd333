import CRdkafkaHeaders
import Logging
import Worker

/// Finds out whether a broker keeps what transactions promise to a `read_committed` reader.
package enum TransactionProbe {
    /// Begins as the relay of a service does, under a name of its own, then commits a position and reads it back: a
    /// broker that only imitates transactions (librdkafka's mock cluster) forgets it, and shows aborted records too.
    ///
    /// - Parameters:
    ///   - name: of the transactional id and of the group that the position is committed under.
    ///   - topic: one that exists, without the deployment's prefix; nothing is written to it.
    /// - Returns: what the setting says where it says `on` or `off`; for `auto`, whether the broker has them.
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package static func run(
        settings: KafkaSettings, name: String, topic: String, logger: Logger
    ) throws(Fault) -> Bool {
        guard settings.transactions == .auto else { return settings.transactions == .on }
        let client = try KafkaClient(
            role: .transactionalProducer, settings: settings,
            fixed: [("transactional.id", settings.brokerName(name))], logger: logger)
        defer { client.close(deadlineMilliseconds: 0) }
        if let failure = initialise(client, RelayLimits()) {
            if failure.code.isUnsupported { return false }
            throw fault(failure)
        }
        try commitPosition(client, settings, group: name, topic: topic)
        let positions = try GroupPositions(settings: settings, group: name, logger: logger)
        defer { positions.close(deadlineMilliseconds: 0) }
        return try positions.read(lanes: [LaneID(topic, 0)]).values.contains(position)
    }

    private static let position: Int64 = 1

    // On a thread of its own: the call that adds the position to the transaction ignores its time-out.
    private static func commitPosition(
        _ client: KafkaClient, _ settings: KafkaSettings, group: String, topic: String
    ) throws(Fault) {
        let limit = RelayLimits().openMilliseconds
        let publication = TransactionalPublication(
            writer: RecordWriter(client: client, settings: settings), abortMilliseconds: limit,
            group: settings.brokerName(group), positionsTopic: settings.brokerName(topic))
        let answer = Watchdog(label: "backhaul.kafka.probe").run(milliseconds: 2 * limit) {
            Result { () throws(Fault) in
                try publication.publish([], positions: [0: position], until: Deadline(milliseconds: limit))
            }
        }
        guard let answer else { throw Fault(.transient, "kafka.probe", "no answer from the transaction coordinator") }
        do { try answer.get() } catch {
            throw error.kind == .fatal ? error : Fault(.transient, error.operation, error.detail, code: error.code)
        }
    }

    /// Fences every earlier producer of the same name and ends what it left open.
    ///
    /// - Returns: why it could not; nil when it could.
    static func initialise(_ client: KafkaClient, _ limits: RelayLimits) -> TransactionFailure? {
        let limit = limits.openMilliseconds
        let answer = Watchdog(label: "backhaul.kafka.init").run(
            milliseconds: limit + limits.graceMilliseconds
        ) { () -> TransactionFailure? in
            rd_kafka_init_transactions(client.pointer, Int32(limit)).map { TransactionFailure(consuming: $0) }
        }
        return answer
            ?? TransactionFailure(
                code: RD_KAFKA_RESP_ERR__TIMED_OUT, client: client.pointer, detail: "no transaction coordinator in time"
            )
    }

    static func fault(_ failure: TransactionFailure) -> Fault {
        let kind: Fault.Kind = failure.code.needsPerson ? .fatal : .transient
        return Fault(kind, "kafka.open", failure.detail, code: failure.code.name)
    }
}
