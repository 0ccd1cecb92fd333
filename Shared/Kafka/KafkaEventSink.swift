import CRdkafkaHeaders
import Worker

/// One life of a relay shard's producer. One owner, one thread; every call to the broker runs under a watchdog, since
/// `rd_kafka_send_offsets_to_transaction` waits for ever when the group's coordinator cannot be reached.
package final class KafkaEventSink: EventSink {
    package let isTransactional: Bool
    private let client: KafkaClient
    private let publication: any Publication
    private let positions: RelayPositions
    private let watchdog = Watchdog(label: "backhaul.kafka.relay")
    private let limits: RelayLimits
    private var isDone = false

    init(client: KafkaClient, publication: any Publication, positions: RelayPositions, limits: RelayLimits) {
        self.limits = limits
        isTransactional = publication.isTransactional
        self.client = client
        self.publication = publication
        self.positions = positions
    }

    package func committedPositions(laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        if isTransactional { try positions.check(laneNumbers) }
        return try positions.read(laneNumbers)
    }

    package func publish(_ records: [OutboundRecord], positions given: [Int32: Int64]) throws(Fault) {
        guard !isDone else {
            throw Fault(.outcomeUnknown, "kafka.publish", "this producer is done with; build a new one")
        }
        if isTransactional { try positions.check(Array(given.keys)) }
        let limit = limits.publishMilliseconds
        // Twice the grace: an abort after the last moment is part of the publication.
        let answer = watchdog.run(milliseconds: limit + 2 * limits.graceMilliseconds) { [publication] in
            Result { () throws(Fault) in
                try publication.publish(records, positions: given, until: Deadline(milliseconds: limit))
            }
        }
        do throws(Fault) {
            guard let answer else {
                throw Fault(.outcomeUnknown, "kafka.publish", "no end within \(limit) ms; the producer is abandoned")
            }
            try answer.get()
            if !isTransactional { positions.note(given) }
        } catch {
            isDone = true
            throw error
        }
    }

    package func close(deadlineMilliseconds: Int) {
        isDone = true
        positions.close()
        client.close(deadlineMilliseconds: deadlineMilliseconds)
    }
}

/// How long the relay waits for the broker.
package struct RelayLimits: Sendable {
    /// For `init_transactions`, the first metadata and the committed positions.
    package var openMilliseconds = 15_000
    /// For one publication, commit included; above `transaction.timeout.ms`, after which the broker aborts by itself.
    package var publishMilliseconds = 15_000
    /// What a call may overrun its own time-out before it is abandoned, and how long an abort may take.
    package var graceMilliseconds = 3_000

    package init() {}
}

/// A way to publish a run of records.
protocol Publication: Sendable {
    var isTransactional: Bool { get }
    func publish(_ records: [OutboundRecord], positions: [Int32: Int64], until deadline: Deadline) throws(Fault)
}
