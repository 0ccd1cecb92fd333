import Foundation
import Kafka
import Logging
import Synchronization
import Worker

/// A broker for one test: the one that TEST_KAFKA names, else a `devbroker` that all tests of the run share.
///
/// Every test has its own prefix, so no test sees another's topics or groups.
package struct TestKafka: Sendable {
    package let settings: KafkaSettings
    /// Whether the broker hides aborted records, fences producers and stores transactional offsets.
    package let isReal: Bool
    package let logger: Logger

    private static let shared = Mutex<BrokerProcess?>(nil)

    /// - Parameter broker: a process of the test's own, for tests that break it; the shared one when nil.
    package init(broker: BrokerProcess? = nil, properties: [String: String] = [:]) throws {
        let given = ProcessInfo.processInfo.environment["TEST_KAFKA"]
        isReal = broker == nil && given != nil
        let address = if let broker { broker.address } else if let given { given } else { try Self.sharedAddress() }
        var all = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"]
        all.merge(properties) { $1 }
        settings = KafkaSettings(
            bootstrapServers: address, topicPrefix: "t\(UInt32.random(in: 0 ... .max)).", clientID: "backhaul-test",
            properties: all)
        var logger = Logger(label: "backhaul.test.kafka") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .debug
        self.logger = logger
        owned = broker
    }

    private let owned: BrokerProcess?

    /// Creates topics without the prefix in their names and waits until they are seen.
    package func create(_ topics: [String: Int]) throws {
        let administration = try TopicAdministration(settings: settings, logger: logger)
        defer { administration.close() }
        if isReal {
            _ = try administration.create(topics.map { TopicSpecification(name: $0.key, partitions: $0.value) })
            return
        }
        for (name, partitions) in topics { try embedded().request("create \(settings.brokerName(name)) \(partitions)") }
        try administration.waitUntilPresent(Array(topics.keys), timeoutMilliseconds: 10_000)
    }

    /// Publishes records and waits for the acknowledgements.
    package func publish(_ records: [OutboundRecord], partition: Int32? = nil) throws {
        let producer = try PlainProducer(settings: settings, logger: logger)
        defer { producer.close() }
        for record in records { try producer.send(record, partition: partition) }
        try producer.flush()
    }

    /// Everything in the topics, lane by lane in order.
    package func readAll(_ topics: [String], timeoutSeconds: Int = 20) throws -> [InboundRecord] {
        let reader = try TopicReader(settings: settings, topics: topics, logger: logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var records: [InboundRecord] = []
        let end = Date() + TimeInterval(timeoutSeconds)
        while !reader.isAtEnd, Date() < end {
            records += try reader.poll(maxRecords: 1_000, waitMilliseconds: 200)
        }
        guard reader.isAtEnd else { throw BrokerProcess.Failure(description: "the end of \(topics) was not reached") }
        return records
    }

    private func embedded() throws -> BrokerProcess {
        if let owned { return owned }
        return try Self.sharedBroker()
    }

    private static func sharedAddress() throws -> String { try sharedBroker().address }

    private static func sharedBroker() throws -> BrokerProcess {
        try shared.withLock { broker in
            let running = try broker ?? BrokerProcess()
            broker = running
            return running
        }
    }
}
