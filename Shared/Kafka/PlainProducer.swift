import CRdkafkaHeaders
import Logging
import Synchronization
import Worker

/// An idempotent producer outside transactions, for tools and for the simulated world. May be used from any thread.
package final class PlainProducer: Sendable {
    private let client: KafkaClient
    private let writer: RecordWriter

    /// - Throws: `fatal` for a wrong property.
    package init(settings: KafkaSettings, logger: Logger) throws(Fault) {
        client = try KafkaClient(role: .producer, settings: settings, logger: logger)
        writer = RecordWriter(client: client, settings: settings)
    }

    /// Queues the record; waits while the queue is full, so that memory stays bounded.
    ///
    /// - Parameter partition: where to; by the key's hash when nil.
    /// - Throws: `transient` when no room was made in time, `data` when the record is too large or its topic missing,
    ///   `fatal` when the producer has failed for good or access is refused.
    package func send(
        _ record: OutboundRecord, partition: Int32? = nil, timeoutMilliseconds: Int = 60_000
    ) throws(Fault) {
        let code = writer.write(
            record, partition: partition, until: Deadline(milliseconds: timeoutMilliseconds))
        guard code.isError else { return }
        if let fatal = client.context.fatal { throw fatal }
        let isOfRecord =
            code.refusesRecord || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
            || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION
        let kind: Fault.Kind = isOfRecord ? .data : code.needsPerson ? .fatal : .transient
        throw Fault(kind, "kafka.send", "\(record.topic): \(code.sentence)", code: code.name)
    }

    /// Serves acknowledgements without waiting; call it now and then when sending slowly.
    package func serve() { rd_kafka_poll(client.pointer, 0) }

    /// Waits until everything queued is acknowledged.
    ///
    /// - Throws: `outcomeUnknown` when a record was not delivered, or not in time.
    package func flush(timeoutMilliseconds: Int = 60_000) throws(Fault) {
        let code = rd_kafka_flush(client.pointer, Int32(clamping: timeoutMilliseconds))
        if let failure = client.context.takeDeliveryError() {
            throw Fault(.outcomeUnknown, "kafka.flush", "a record was not delivered", code: failure)
        }
        if code.isError { throw Fault(.outcomeUnknown, "kafka.flush", code.sentence, code: code.name) }
    }

    /// How many records the broker has acknowledged.
    package var deliveredCount: Int { client.context.delivered.load(ordering: .relaxed) }

    /// Frees the producer within the time given; what was not flushed is lost.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }
}

extension PlainProducer {
    /// Queues the records in order, then waits until all are acknowledged.
    ///
    /// - Throws: as `send` and `flush`.
    package func sendAll(_ records: [OutboundRecord]) throws(Fault) {
        for record in records { try send(record) }
        try flush()
    }
}
