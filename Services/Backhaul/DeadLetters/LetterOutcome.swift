import Kernel
import Worker

/// What a person did about a dead letter: a record of its own on the same dead-letter topic, without a value.
package struct LetterOutcome: Sendable, Hashable {
    /// What was done, as it stands in the header.
    package enum Kind: String, Sendable, Hashable {
        /// Put back on its topic as it was.
        case replayed
        /// Put back on its topic with another value or other headers.
        case corrected
        /// Never to be put back.
        case discarded
    }

    package var kind: Kind
    /// The user's name.
    package var by: String
    package var at: Instant
    /// Why, in the user's words; empty when nothing was said.
    package var why: String

    package init(_ kind: Kind, by: String, at: Instant, why: String) {
        self.kind = kind
        self.by = by
        self.at = at
        self.why = why
    }

    /// The record that says so of a dead letter, for the partition that the letter is on.
    package func record(of letter: Letter) -> OutboundRecord {
        var headers = [
            RecordHeader(DeadLetter.resolution, text: kind.rawValue),
            RecordHeader(Self.partition, text: String(letter.place.lane.partition)),
            RecordHeader(Self.offset, text: String(letter.place.offset)),
            RecordHeader(Self.user, text: by), RecordHeader(Self.time, text: at.description),
            RecordHeader(Self.reason, text: why),
        ]
        if case .numbered(let service, let lane, let number) = letter.identity {
            headers += [
                RecordHeader(Self.service, text: service), RecordHeader(Self.lane, text: lane),
                RecordHeader(Self.number, text: String(number)),
            ]
        }
        return OutboundRecord(topic: letter.place.lane.topic, key: letter.key, value: nil, headers: headers)
    }

    /// Reads such a record.
    ///
    /// - Returns: nil when it is none, or not one that this version knows.
    package static func read(_ record: InboundRecord) -> (letter: LetterIdentity, resolution: LetterOutcome)? {
        let headers = HeaderTexts(record.headers)
        guard let kind = headers[DeadLetter.resolution].flatMap(Kind.init(rawValue:)),
            let at = headers[time].flatMap({ Instant($0) }) ?? record.timestamp,
            let letter = identity(headers, on: record.lane.topic)
        else { return nil }
        return (letter, LetterOutcome(kind, by: headers[user] ?? "", at: at, why: headers[reason] ?? ""))
    }

    private static func identity(_ headers: HeaderTexts, on topic: String) -> LetterIdentity? {
        if let service = headers[service], let lane = headers[lane], let number = headers.number(number) {
            return .numbered(service: service, lane: lane, number: number)
        }
        guard let partition = headers.number(partition).flatMap({ Int32(exactly: $0) }),
            let offset = headers.number(offset)
        else { return nil }
        return .placed(RecordPlace(LaneID(topic, partition), offset))
    }

    private static let partition = DeadLetter.resolutionPrefix + "partition"
    private static let offset = DeadLetter.resolutionPrefix + "offset"
    private static let service = DeadLetter.resolutionPrefix + "service"
    private static let lane = DeadLetter.resolutionPrefix + "backhaullane"
    private static let number = DeadLetter.resolutionPrefix + "backhaulseq"
    private static let user = DeadLetter.resolutionPrefix + "by"
    private static let time = DeadLetter.resolutionPrefix + "at"
    private static let reason = DeadLetter.resolutionPrefix + "why"
}
