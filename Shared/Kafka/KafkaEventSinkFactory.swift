import CRdkafkaHeaders
import Logging
import Synchronization
import Worker

/// Builds the producers of a service's relay shards.
package final class KafkaEventSinkFactory: EventSinkFactory {
    private let settings: KafkaSettings
    private let service: String
    private let topics: [String]
    private let limits: RelayLimits
    private let logger: Logger
    private let lacksTransactions = Atomic<Bool>(false)

    /// - Parameters:
    ///   - service: the name in transactional ids and in the positions topic.
    ///   - topics: every topic that the service may publish to, without the deployment's prefix.
    package init(
        settings: KafkaSettings, service: String, topics: [String], limits: RelayLimits = RelayLimits(), logger: Logger
    ) {
        self.limits = limits
        self.settings = settings
        self.service = service
        self.topics = topics
        self.logger = logger
    }

    package func open(shard: Int) throws(Fault) -> any EventSink {
        if settings.transactions == .off { return try openPlain() }
        if !lacksTransactions.load(ordering: .relaxed), let sink = try openTransactional(shard) { return sink }
        return try openPlain(Self.withoutProducerIDs)
    }

    /// - Returns: nil when the broker has no transactions and that is accepted.
    private func openTransactional(_ shard: Int) throws(Fault) -> KafkaEventSink? {
        let name = RelayNames.transactionalID(service: service, shard: shard)
        let client = try KafkaClient(
            role: .transactionalProducer, settings: settings,
            fixed: [("transactional.id", settings.brokerName(name))], logger: logger)
        if let failure = TransactionProbe.initialise(client, limits) {
            client.close(deadlineMilliseconds: 0)
            guard failure.code.isUnsupported else { throw TransactionProbe.fault(failure) }
            try acceptNoTransactions(failure)
            return nil
        }
        Crash.at(.producerFenced)
        return try make(client) { writer in
            TransactionalPublication(
                writer: writer, abortMilliseconds: limits.graceMilliseconds,
                group: settings.brokerName(RelayNames.group(service: service)),
                positionsTopic: settings.brokerName(RelayNames.positionsTopic(service: service)))
        }
    }

    // A broker that cannot begin transactions gives out no producer ids either, so idempotence is not to be had; one
    // request at a time keeps the order within a partition when a request is repeated.
    private static let withoutProducerIDs = [
        ("enable.idempotence", "false"), ("max.in.flight.requests.per.connection", "1"),
    ]

    private func openPlain(_ fixed: [(String, String)] = []) throws(Fault) -> KafkaEventSink {
        let client = try KafkaClient(role: .producer, settings: settings, fixed: fixed, logger: logger)
        return try make(client) { PlainPublication(writer: $0) }
    }

    private func acceptNoTransactions(_ failure: TransactionFailure) throws(Fault) {
        guard settings.transactions == .auto else {
            throw Fault(
                .fatal, "kafka.open", "this broker has no transactions (\(failure.detail)); use another or allow less",
                code: failure.code.name)
        }
        lacksTransactions.store(true, ordering: .relaxed)
        logger.warning(
            "this broker has no transactions: outgoing events are at least once, duplicates bear the same numbers",
            metadata: ["kafka.code": "\(failure.code.name)"])
    }

    private func make(
        _ client: KafkaClient, _ publication: (RecordWriter) -> any Publication
    ) throws(Fault) -> KafkaEventSink {
        let writer = RecordWriter(client: client, settings: settings)
        let publication = publication(writer)
        do throws(Fault) {
            let positionsTopic = settings.brokerName(RelayNames.positionsTopic(service: service))
            var names = topics.map { settings.brokerName($0) }
            if publication.isTransactional { names.append(positionsTopic) }
            let counts = try ClusterMetadata.require(
                names, client, timeoutMilliseconds: limits.openMilliseconds)
            let positions = try RelayPositions(
                settings: settings, service: service, partitionCount: counts[positionsTopic] ?? 0,
                timeoutMilliseconds: limits.openMilliseconds, logger: logger)
            return KafkaEventSink(client: client, publication: publication, positions: positions, limits: limits)
        } catch {
            client.close(deadlineMilliseconds: 0)
            throw error
        }
    }
}
