import Kernel
import Worker

/// Where a record stands: topic without the deployment's prefix, partition, offset.
package struct RecordPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var lane: LaneID
    package var offset: Int64

    package init(_ lane: LaneID, _ offset: Int64) {
        self.lane = lane
        self.offset = offset
    }

    /// Reads `topic/partition/offset`.
    ///
    /// - Returns: nil when `text` is not such a place.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0,
            let offset = Int64(parts[2]), offset >= 0
        else { return nil }
        self.init(LaneID(String(parts[0]), partition), offset)
    }

    /// `returns.requests.dlq/3/17`: what operators name a dead letter by.
    package var description: String { "\(lane.topic)/\(lane.partition)/\(offset)" }

    package static func < (left: RecordPlace, right: RecordPlace) -> Bool {
        (left.lane, left.offset) < (right.lane, right.offset)
    }
}

/// What makes two records of a dead-letter topic the same dead letter: without Kafka transactions a worker's relay may
/// publish one twice.
package enum LetterIdentity: Hashable, Sendable {
    /// The worker that refused the record, the lane and the number under which it published the dead letter.
    case numbered(service: String, lane: String, number: Int64)
    /// A record that some other program put there.
    case placed(RecordPlace)
}

/// What is known of a dead letter without its value.
package struct Letter: Sendable, Hashable {
    /// Where it stands on the dead-letter topic; of several copies the first.
    package let place: RecordPlace
    package let identity: LetterIdentity
    /// The record that was refused; nil when the headers do not say.
    package let origin: RecordPlace?
    /// The worker that refused it; empty when the headers do not say.
    package let service: String
    /// The class of the reason: `schema`, `rule` and so on.
    package let reason: String
    /// What, where and what was expected.
    package let message: String
    package let key: [UInt8]?
    /// When the dead letter was written.
    package let writtenAt: Instant?
    /// `ce_type` as it stands in the headers; empty when there is none.
    package let type: String
    /// `ce_source` as it stands in the headers; empty when there is none.
    package let source: String

    package init(_ record: InboundRecord) {
        let headers = HeaderTexts(record.headers)
        place = RecordPlace(record.lane, record.offset)
        service = headers[DeadLetter.connectorName] ?? ""
        reason = headers[DeadLetter.exceptionClass] ?? ""
        message = headers[DeadLetter.exceptionMessage] ?? ""
        key = record.key
        writtenAt = record.timestamp
        type = headers["ce_type"] ?? ""
        source = headers["ce_source"] ?? ""
        origin = Self.origin(headers)
        if let lane = headers[DeadLetter.lane], let number = headers.number(DeadLetter.sequence), number > 0 {
            identity = .numbered(service: service, lane: lane, number: number)
        } else {
            identity = .placed(place)
        }
    }

    private static func origin(_ headers: HeaderTexts) -> RecordPlace? {
        guard let topic = headers[DeadLetter.topic], let offset = headers.number(DeadLetter.offset),
            let partition = headers.number(DeadLetter.partition).flatMap({ Int32(exactly: $0) })
        else { return nil }
        return RecordPlace(LaneID(topic, partition), offset)
    }
}

/// Headers by name, as text; of a name that comes twice the last, which is the worker's.
struct HeaderTexts {
    private let texts: [String: String]

    init(_ headers: [RecordHeader]) {
        texts = Dictionary(
            headers.compactMap { header in header.value.map { (header.name, String(decoding: $0, as: UTF8.self)) } },
            uniquingKeysWith: { $1 })
    }

    subscript(name: String) -> String? { texts[name] }

    func number(_ name: String) -> Int64? { texts[name].flatMap { Int64($0) } }
}
