import Kernel
import Worker

/// Which dead letters are meant: all that is set must hold.
package struct LetterFilter: Sendable {
    /// The worker that refused it.
    package var service: String?
    /// The class of the reason.
    package var reason: String?
    /// The record key, whole.
    package var key: String?
    /// `ce_type`, whole.
    package var type: String?
    /// Written at this moment or later.
    package var since: Instant?
    /// Written before this moment.
    package var until: Instant?
    /// Stands in the key, the message, a header or the value.
    package var text: String?

    package init() {}

    /// True when nothing is asked for.
    package var isEmpty: Bool {
        service == nil && reason == nil && key == nil && type == nil && since == nil && until == nil && text == nil
    }

    /// Whether a record of a dead-letter topic is meant.
    package func accepts(_ letter: Letter, _ record: InboundRecord) -> Bool {
        if let service, letter.service != service { return false }
        if let reason, letter.reason != reason { return false }
        if let key, letter.key.map({ !$0.elementsEqual(key.utf8) }) ?? true { return false }
        if let type, letter.type != type { return false }
        if let since, letter.writtenAt.map({ $0 < since }) ?? true { return false }
        if let until, letter.writtenAt.map({ $0 >= until }) ?? true { return false }
        return text.map { stands(Array($0.utf8), in: record) } ?? true
    }

    private func stands(_ text: [UInt8], in record: InboundRecord) -> Bool {
        [record.key, record.value].contains { $0.map { Self.contains($0, text) } ?? false }
            || record.headers.contains { $0.value.map { Self.contains($0, text) } ?? false }
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { start in
            bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part)
        }
    }
}
