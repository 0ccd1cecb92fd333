import Contracts

/// Under which number a worker published a record, by the record's own headers: what `backhaullane` and `backhaulseq`
/// say of an event, and a dead letter of itself.
package struct PublishedNumber: Sendable, Hashable {
    package let service: String
    /// The lane's name, such as `returns.requests.3`.
    package let lane: String
    package let number: Int64

    /// - Returns: nil for a record that none of our workers wrote, or that carries no number.
    package init?(_ record: InboundRecord) {
        let names =
            record.lane.topic.hasSuffix(DeadLetter.topicSuffix)
            ? (source: DeadLetter.connectorName, lane: DeadLetter.lane, number: DeadLetter.sequence)
            : (source: "ce_source", lane: "ce_backhaullane", number: "ce_backhaulseq")
        guard let source = Self.text(names.source, record), let lane = Self.text(names.lane, record),
            let number = Self.text(names.number, record).flatMap({ Int64($0) }), number > 0
        else { return nil }
        self.lane = lane
        self.number = number
        if names.source == DeadLetter.connectorName {
            service = source
        } else {
            guard EventSourceName.isOurs(source) else { return nil }
            service = EventSourceName.service(of: source)
        }
    }

    private static func text(_ name: String, _ record: InboundRecord) -> String? {
        record.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }
}
