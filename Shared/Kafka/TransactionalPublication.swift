import CRdkafkaHeaders
import Worker

/// Publishes a run and its end positions in one Kafka transaction.
struct TransactionalPublication: Publication {
    let isTransactional = true
    let writer: RecordWriter
    /// How long an abort may take.
    let abortMilliseconds: Int
    /// The group without members, as the broker knows it.
    let group: String
    /// The positions topic, as the broker knows it.
    let positionsTopic: String

    func publish(_ records: [OutboundRecord], positions: [Int32: Int64], until deadline: Deadline) throws(Fault) {
        try settle("kafka.begin", until: deadline) { rd_kafka_begin_transaction(client) }
        Crash.at(.publicationBegun)
        do {
            for record in records {
                try write(record, until: deadline)
                Crash.at(.recordProduced)
            }
            Crash.at(.recordsProduced)
            try sendPositions(positions, until: deadline)
            Crash.at(.offsetsSent)
        } catch {
            throw abort(after: error)
        }
        try commit(until: deadline)
        Crash.at(.publicationCommitted)
    }

    private var client: OpaquePointer { writer.client.pointer }

    private func write(_ record: OutboundRecord, until deadline: Deadline) throws(TransactionFailure) {
        let code = writer.write(record, until: deadline)
        guard code.isError else { return }
        throw TransactionFailure(code: code, client: client, detail: "\(record.topic): \(code.sentence)")
    }

    private func sendPositions(_ positions: [Int32: Int64], until deadline: Deadline) throws(TransactionFailure) {
        guard !positions.isEmpty else { return }
        let list = PartitionList(capacity: positions.count)
        for (lane, sequence) in positions { list.add(topic: positionsTopic, partition: lane, offset: sequence) }
        let metadata = rd_kafka_consumer_group_metadata_new(group)
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        let offsets = list.pointer
        try attempt(until: deadline) {
            rd_kafka_send_offsets_to_transaction(client, offsets, metadata, deadline.timeout())
        }
    }

    // A commit that timed out is resumed by calling it again; when the time is up nobody knows its outcome.
    private func commit(until deadline: Deadline) throws(Fault) {
        do {
            try attempt(until: deadline) { rd_kafka_commit_transaction(client, deadline.timeout()) }
        } catch {
            throw error.requiresAbort ? abort(after: error) : error.fault("kafka.commit")
        }
    }

    private func settle(
        _ operation: String, until deadline: Deadline, _ call: () -> OpaquePointer?
    ) throws(Fault) {
        do { try attempt(until: deadline, call) } catch { throw error.fault(operation) }
    }

    /// Repeats a resumable call until its deadline.
    private func attempt(until deadline: Deadline, _ call: () -> OpaquePointer?) throws(TransactionFailure) {
        while let error = call() {
            let failure = TransactionFailure(consuming: error)
            guard failure.isRetriable, !deadline.hasPassed else { throw failure }
            rd_kafka_poll(client, deadline.timeout(atMost: 20))
        }
    }

    /// Ends the open transaction so that its outcome is known; where that fails it is not.
    private func abort(after failure: TransactionFailure) -> Fault {
        guard !failure.endsProducer else { return failure.fault("kafka.publish") }
        let deadline = Deadline(milliseconds: abortMilliseconds)
        do {
            try attempt(until: deadline) { rd_kafka_abort_transaction(client, deadline.timeout()) }
        } catch {
            return error.fault("kafka.abort")
        }
        return failure.abortedFault
    }
}
