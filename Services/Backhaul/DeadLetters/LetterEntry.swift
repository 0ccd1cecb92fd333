import Foundation
import Kernel

/// A dead letter as operators see it in lists.
package struct LetterEntry {
    package let letter: Letter
    private let trail: [LetterOutcome]
    private let now: Instant

    package init(_ letter: Letter, trail: [LetterOutcome], now: Instant) {
        self.letter = letter
        self.trail = trail
        self.now = now
    }

    /// One line: place, age, worker, reason, original record, key, message, and what became of it.
    package var line: String {
        let origin = letter.origin?.description ?? "?"
        let key = letter.key.map(ReadableBytes.text) ?? "-"
        let words = [
            letter.place.description, age, letter.service.orUnknown, letter.reason.orUnknown, origin, key,
            letter.message.orUnknown,
        ]
        return (words.map(ReadableBytes.oneLine) + trail.map(outcome)).joined(separator: "  ")
    }

    /// What became of it, oldest first.
    package var outcomes: [String] { trail.map(outcome) }

    /// One JSON object on one line.
    ///
    /// - Throws: nothing that these values could cause.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Object(self)), as: UTF8.self)
    }

    private func outcome(_ resolution: LetterOutcome) -> String {
        let why = resolution.why.isEmpty ? "" : ": \(resolution.why)"
        return ReadableBytes.oneLine("[\(resolution.kind.rawValue) by \(resolution.by) at \(resolution.at)\(why)]")
    }

    private var ageSeconds: Int64? { letter.writtenAt.map { max(0, now.since($0).microseconds / 1_000_000) } }

    private var age: String {
        guard let seconds = ageSeconds else { return "?" }
        return switch seconds {
        case ..<120: "\(seconds)s"
        case ..<7_200: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3_600)h"
        default: "\(seconds / 86_400)d"
        }
    }

    private struct Object: Encodable {
        let id: String
        let original: String?
        let service: String
        let reason: String
        let message: String
        let key: String?
        let type: String
        let writtenAt: Instant?
        let ageSeconds: Int64?
        let isOpen: Bool
        let trail: [Step]

        init(_ entry: LetterEntry) {
            let letter = entry.letter
            id = letter.place.description
            original = letter.origin?.description
            service = letter.service
            reason = letter.reason
            message = letter.message
            key = letter.key.map(ReadableBytes.text)
            type = letter.type
            writtenAt = letter.writtenAt
            ageSeconds = entry.ageSeconds
            isOpen = entry.trail.isEmpty
            trail = entry.trail.map { Step(what: $0.kind.rawValue, by: $0.by, at: $0.at, why: $0.why) }
        }
    }

    private struct Step: Encodable {
        let what: String
        let by: String
        let at: Instant
        let why: String
    }
}

extension String {
    fileprivate var orUnknown: String { isEmpty ? "?" : self }
}
