import CRdkafkaHeaders
import Logging
import Worker

/// Finds out whether a broker has transactions.
package enum TransactionProbe {
    /// Asks as the relay of a service would, under a name of its own.
    ///
    /// - Returns: what the setting says where it says `on` or `off`; for `auto`, whether the broker has them.
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package static func run(settings: KafkaSettings, name: String, logger: Logger) throws(Fault) -> Bool {
        guard settings.transactions == .auto else { return settings.transactions == .on }
        let client = try KafkaClient(
            role: .transactionalProducer, settings: settings,
            fixed: [("transactional.id", settings.brokerName(name))], logger: logger)
        defer { client.close(deadlineMilliseconds: 0) }
        guard let failure = initialise(client, RelayLimits()) else { return true }
        if failure.code.isUnsupported { return false }
        throw fault(failure)
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
