import Contracts
import Kernel
import Worker

/// One record that the world publishes, and what kind of record it is.
package struct WorldEvent: Sendable, Hashable {
    /// Where it goes.
    package var topic: Topic
    /// The event type that it is, or pretends to be.
    package var type: String
    /// Ready to send.
    package var record: OutboundRecord
    /// What it is for the account of what must come out.
    package var nature: Nature
    /// Physical items that a site reports by it; 0 for all but valid, first-time receipts.
    package var items: Int

    /// What a record is to whoever reads it.
    package enum Nature: Sendable, Hashable {
        /// A fact told for the first time.
        case fact
        /// The same record once more: it must have no effect.
        case repeated
        /// The same id with other content: exactly one of the two records must become a dead letter.
        case conflict
        /// It breaks the contract: a dead letter.
        case malformed(Flaw)
    }

    init(_ topic: Topic, type: String, _ record: OutboundRecord, nature: Nature = .fact, items: Int = 0) {
        self.topic = topic
        self.type = type
        self.record = record
        self.nature = nature
        self.items = items
    }

    /// The same record once more.
    func repetition() -> WorldEvent { WorldEvent(topic, type: type, record, nature: .repeated) }

    /// Bytes of the record, for pacing.
    package var byteCount: Int {
        record.headers.reduce((record.value?.count ?? 0) + (record.key?.count ?? 0)) {
            $0 + $1.name.utf8.count + ($1.value?.count ?? 0)
        }
    }
}
