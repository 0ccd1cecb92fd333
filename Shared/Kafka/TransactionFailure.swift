import CRdkafkaHeaders
import Worker

/// Why a step of a transaction failed, and what it means for the producer.
struct TransactionFailure: Error {
    let code: rd_kafka_resp_err_t
    let detail: String
    let isRetriable: Bool
    let requiresAbort: Bool
    let isFatal: Bool

    /// Takes over an error object of librdkafka and frees it.
    init(consuming error: OpaquePointer) {
        code = rd_kafka_error_code(error)
        detail = rd_kafka_error_string(error).map { String(cString: $0) } ?? ""
        isRetriable = rd_kafka_error_is_retriable(error) != 0
        requiresAbort = rd_kafka_error_txn_requires_abort(error) != 0
        isFatal = rd_kafka_error_is_fatal(error) != 0
        rd_kafka_error_destroy(error)
    }

    /// A record that could not be put into the queue. A producer that has failed for good says why.
    init(code: rd_kafka_resp_err_t, client: OpaquePointer, detail: String) {
        let (fatal, text) = withErrorText { rd_kafka_fatal_error(client, $0, $1) }
        self.code = fatal.isError ? fatal : code
        self.detail = fatal.isError ? text : detail
        isFatal = fatal.isError
        isRetriable = false
        requiresAbort = !fatal.isError
    }

    /// Nothing more can be asked of this producer, not even an abort.
    var endsProducer: Bool { isFatal || code.isFencing }

    /// The fault when the transaction's end is not known.
    func fault(_ operation: String) -> Fault {
        if code.isFencing {
            return Fault(.superseded, operation, "a newer producer of this shard took over: \(detail)", code: code.name)
        }
        if code.needsPerson { return Fault(.fatal, operation, detail, code: code.name) }
        return Fault(.outcomeUnknown, operation, detail, code: code.name)
    }

    /// The fault when the transaction was aborted: nothing of it is visible.
    var abortedFault: Fault {
        if code.refusesRecord {
            return Fault(
                .fatal, "kafka.publish", "\(detail); raise message.max.bytes here and on the topic", code: code.name)
        }
        return Fault(code.needsPerson ? .fatal : .transient, "kafka.publish", "aborted: \(detail)", code: code.name)
    }
}
