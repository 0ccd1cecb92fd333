import BackhaulDeadLetters
import Contracts
import FoundationEssentials
import Kernel
import Worker

/// What `backhaul dlq` makes of any record on a dead-letter topic.
enum DeadLetterReaders {
    static func all(_ goldens: Goldens) -> [Reader] {
        [
            Reader(name: "dead letters") { dice in try letters(goldens, &dice) },
            Reader(name: "dead letter outcomes", run: outcomes),
            Reader(name: "record places") { dice in
                let text = dice.once(in: 2) ? "a/\(dice.pick(Extremes.numbers))/\(dice.below(9))" : places(&dice)
                guard let place = RecordPlace(text) else { return .refused }
                guard RecordPlace(place.description) == place else { throw Objection("\(text) is not read back") }
                return .accepted
            },
        ]
    }

    private static func places(_ dice: inout Dice) -> String {
        String(decoding: Mutation.damage(Array("returns.requests.dlq/3/17".utf8), &dice), as: UTF8.self)
    }

    private static func record(_ headers: [(name: String, value: [UInt8]?)], _ dice: inout Dice) -> InboundRecord {
        InboundRecord(
            lane: LaneID("commerce.orders.dlq", 0), offset: Int64(dice.below(1_000)),
            timestamp: dice.once(in: 3) ? nil : Instant(microseconds: dice.pick(Extremes.numbers)),
            key: dice.once(in: 3) ? nil : dice.bytes(dice.below(20)), value: nil,
            headers: headers.map { RecordHeader($0.name, $0.value) })
    }

    private static func letters(_ goldens: Goldens, _ dice: inout Dice) throws -> Verdict {
        let sample = dice.pick(goldens.all)
        var record = Self.record(HeaderDice.headers(of: sample.kind.type, &dice) + HeaderDice.deadLetter(&dice), &dice)
        record.value = dice.once(in: 3) ? dice.bytes(30) : Mutation.damage(sample.bytes, &dice)
        let letter = Letter(record)
        var book = LetterBook()
        book.take(record)
        let now = Instant(microseconds: dice.pick(Extremes.numbers))
        let entry = LetterEntry(letter, trail: [], now: now)
        let shown = LetterText(entry: entry, record: record).lines() + [entry.line]
        guard shown.allSatisfy(isOneLine) else { throw Objection("a line for a terminal holds control characters") }
        _ = try JSONDecoder().decode([String: Anything].self, from: Data(try entry.json().utf8))
        let replayed = Replay.record(of: record, to: "commerce.orders")
        guard replayed.value == record.value, replayed.key == record.key, replayed.headers == record.headers else {
            throw Objection("a replay is not what it was")
        }
        do { try Replay.checkIdentity(of: replayed, original: record) } catch { return .refused }
        return .accepted
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    private static func isOneLine(_ line: String) -> Bool {
        line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && $0 != "\u{202e}" }
    }

    @Sendable private static func outcomes(_ dice: inout Dice) throws -> Verdict {
        let letter = Letter(record(HeaderDice.deadLetter(&dice), &dice))
        let outcome = LetterOutcome(
            dice.pick([.replayed, .corrected, .discarded]), by: dice.pick(Extremes.texts),
            at: Instant(microseconds: Int64(dice.below(1 << 50))), why: dice.pick(Extremes.texts))
        var headers: [(name: String, value: [UInt8]?)] = outcome.record(of: letter).headers.map { ($0.name, $0.value) }
        let isWhole = dice.once(in: 2)
        if !isWhole, !headers.isEmpty {
            let index = dice.below(headers.count)
            headers[index].value = headers[index].value.map { Mutation.damage($0, &dice) }
        }
        let read = LetterOutcome.read(record(headers, &dice))
        guard isWhole else { return read == nil ? .refused : .accepted }
        guard let read, read.letter == letter.identity, read.resolution == outcome else {
            throw Objection("what was written of an outcome is not read back")
        }
        return .accepted
    }
}
