import BackhaulDeadLetters
import Contracts
import Kernel
import Testing
import Worker

/// What is put back on a topic, and which letters are meant.
@Suite struct ReplayTests {
    private let letter = Letters.record(number: 4, offset: 7)

    @Test func aReplayIsTheLetterAsItStands() {
        let record = Replay.record(of: letter, to: "returns.requests")

        #expect(record.topic == "returns.requests" && record.key == letter.key && record.value == letter.value)
        #expect(record.headers == letter.headers)
    }

    @Test func aCorrectionReplacesTheValueAndTheHeadersItNames() {
        let correction = Replay.Correction(value: [1], headers: ["ce_source": "/other", "ce_time": "now"])
        let record = Replay.record(of: letter, to: "returns.requests", correction)

        let texts = record.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) }
        #expect(record.value == [1] && record.headers.count == letter.headers.count + 1)
        #expect(texts.filter { $0.0 == "ce_source" }.map(\.1) == ["/other"])
        #expect(texts.contains { $0.0 == DeadLetter.sequence && $0.1 == "4" })
    }

    @Test func aLetterOlderThanTheWindowGoesWithoutItsNumber() {
        let record = Replay.record(of: letter, to: "returns.requests", outOfWindow: true)

        #expect(!record.headers.contains { $0.name == DeadLetter.sequence || $0.name == DeadLetter.lane })
        #expect(record.headers.count == letter.headers.count - 2)
    }

    @Test(
        arguments: [
            ("r-1", [:], nil), ("r-2", [:], "the value: expected ids that make the record's key"),
            ("r-1", ["ce_id": "e-2"], "id and source: expected those of the original event"),
            ("r-1", ["ce_specversion": "9"], "ce_specversion: expected 1.0"),
        ] as [(String, [String: String], String?)])
    func aCorrectionKeepsTheIdentity(id: String, headers: [String: String], objection: String?) throws {
        let event = ReturnCancelled(merchant: "acme", returnId: id, cancelledAt: Instant(microseconds: 0))
        let correction = Replay.Correction(value: try EventCodec.encode(event), headers: headers)
        let record = Replay.record(of: letter, to: "returns.requests", correction)

        var found: String?
        do { try Replay.checkIdentity(of: record, original: letter) } catch { found = error.detail }

        #expect(found == objection)
    }

    @Test func everyFilterMustHold() {
        let letters = Letters.record(number: 4, offset: 7, value: #"{"note":"blue lamp"}"#, reason: "rule")
        func isMeant(_ change: (inout LetterFilter) -> Void) -> Bool {
            var filter = LetterFilter()
            change(&filter)
            return filter.accepts(Letter(letters), letters)
        }
        let (early, late) = (Instant(microseconds: 999_999), Instant(microseconds: 1_000_001))

        #expect(
            isMeant {
                $0.service = "intake"; $0.reason = "rule"; $0.key = "acme/r-1"; $0.text = "blue lamp"
            })
        #expect(
            isMeant {
                $0.since = early; $0.until = late; $0.type = ReturnCancelled.type
            })
        #expect(isMeant { $0.text = "/shop" } && isMeant { $0.text = "acme" } && isMeant { _ in })
        #expect(!isMeant { $0.service = "recall" } && !isMeant { $0.reason = "schema" } && !isMeant { $0.key = "acme" })
        #expect(!isMeant { $0.since = late } && !isMeant { $0.until = early } && !isMeant { $0.text = "red" })
        #expect(
            !isMeant { $0.type = "x" }
                && !isMeant {
                    $0.service = "intake"; $0.text = "lampx"
                })
    }

    @Test(
        arguments: [
            ([0x61, 0x0a, 0x1b], #"a\n\u{1B}"#), ([0xff, 0x41, 0x5c], #"\xffA\\"#), (Array("é".utf8), "é"),
            ([], ""),
        ] as [([UInt8], String)])
    func bytesForATerminalMoveNoCursor(bytes: [UInt8], text: String) {
        #expect(ReadableBytes.text(bytes) == text)
    }
}
