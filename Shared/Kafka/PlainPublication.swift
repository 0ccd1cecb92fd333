import CRdkafkaHeaders
import Synchronization
import Worker

/// Publishes a run without a transaction and waits for every acknowledgement.
struct PlainPublication: Publication {
    let isTransactional = false
    let writer: RecordWriter

    func publish(_ records: [OutboundRecord], positions: [Int32: Int64], until deadline: Deadline) throws(Fault) {
        let context = writer.client.context
        let before = context.delivered.load(ordering: .relaxed)
        _ = context.takeDeliveryError()
        Crash.at(.publicationBegun)
        for record in records {
            let code = writer.write(record, until: deadline)
            if code.isError { throw Self.fault(code, "\(record.topic): \(code.sentence)") }
            Crash.at(.recordProduced)
        }
        Crash.at(.recordsProduced)
        rd_kafka_flush(writer.client.pointer, deadline.timeout())
        if let code = context.takeDeliveryError() {
            throw Fault(.outcomeUnknown, "kafka.publish", "a record was not delivered", code: code)
        }
        guard context.delivered.load(ordering: .relaxed) - before == records.count else {
            throw Fault(.outcomeUnknown, "kafka.publish", "not every record was acknowledged in time")
        }
        Crash.at(.publicationCommitted)
    }

    private static func fault(_ code: rd_kafka_resp_err_t, _ detail: String) -> Fault {
        let advice = code.refusesRecord ? "; raise message.max.bytes here and on the topic" : ""
        let kind: Fault.Kind = code.refusesRecord || code.needsPerson ? .fatal : .outcomeUnknown
        return Fault(kind, "kafka.publish", detail + advice, code: code.name)
    }
}
