import BackhaulDeadLetters
import Contracts
import Kernel
import Testing
import Worker

/// What the records of a dead-letter topic mean together.
@Suite struct LetterBookTests {
    @Test func aLetterPublishedTwiceIsOne() {
        var book = LetterBook()
        book.take(Letters.record(number: 4, offset: 7))
        book.take(Letters.record(number: 4, offset: 3))
        book.take(Letters.record(number: 5, offset: 8))

        #expect(book.all.map(\.place.offset) == [3, 8])
    }

    @Test func anOutcomeBelongsToEveryCopyOfItsLetter() throws {
        var book = LetterBook()
        let letter = Letter(Letters.record(number: 4, offset: 7))
        book.take(Letters.inbound(Letters.outcome(.replayed).record(of: letter), offset: 20))
        book.take(Letters.record(number: 4, offset: 21))

        #expect(book.trail(of: try #require(book.all.first)).map(\.kind) == [.replayed])
        #expect(book.all.count == 1)
    }

    @Test func aLetterWithoutANumberIsKnownByItsPlace() throws {
        var book = LetterBook()
        let strange = InboundRecord(
            lane: LaneID("returns.requests.dlq", 2), offset: 9, key: nil, value: [1], headers: [])
        book.take(strange)
        book.take(Letters.inbound(Letters.outcome(.discarded).record(of: Letter(strange)), offset: 10))

        let letter = try #require(book.all.first)
        #expect(letter.identity == .placed(RecordPlace(LaneID("returns.requests.dlq", 2), 9)))
        #expect(book.trail(of: letter).first?.by == "anna")
    }

    @Test func outcomesAreReadAsTheyWereWritten() throws {
        for kind in [LetterOutcome.Kind.replayed, .corrected, .discarded] {
            let letter = Letter(Letters.record(number: 4, offset: 7))
            let written = Letters.outcome(kind)

            let read = try #require(LetterOutcome.read(Letters.inbound(written.record(of: letter), offset: 8)))

            #expect(read.letter == letter.identity && read.resolution == written)
        }
    }

    @Test func anOutcomeHasTheLettersKeyAndNoValue() {
        let letter = Letter(Letters.record(number: 4, offset: 7))
        let record = Letters.outcome(.replayed).record(of: letter)

        #expect(record.key == letter.key && record.value == nil && record.topic == "returns.requests.dlq")
        #expect(DeadLetter.isResolution(Letters.inbound(record, offset: 0)))
        #expect(!DeadLetter.isResolution(Letters.record(number: 1, offset: 1)))
    }

    @Test func lettersComeInTheOrderInWhichAWorkerRefusedThem() {
        var book = LetterBook()
        for (number, offset) in [(30, 1), (4, 2), (12, 3)] {
            book.take(Letters.record(number: Int64(number), offset: Int64(offset)))
        }

        #expect(book.all.map(\.place.offset) == [2, 3, 1])
    }

    @Test func laterReplaysAreCountedAndDiscardsAreNot() throws {
        var book = LetterBook()
        for number in 1...6 as ClosedRange<Int64> {
            let record = Letters.record(number: number, offset: number)
            book.take(record)
            let kind: LetterOutcome.Kind? = [3: .replayed, 4: .corrected, 5: .discarded][number]
            guard let kind else { continue }
            book.take(Letters.inbound(Letters.outcome(kind).record(of: Letter(record)), offset: 100 + number))
        }

        #expect(book.all.map(book.replayedAfter) == [2, 2, 1, 0, 0, 0])
    }

    @Test(arguments: ["", "a/1", "a/1/x", "a/-1/3", "a/1/-3", "/1/3", "a/1/3/4", "a/99999999999/1"])
    func whatIsNoPlaceIsNone(text: String) { #expect(RecordPlace(text) == nil) }

    @Test func aPlaceIsReadAsItIsWritten() throws {
        let place = try #require(RecordPlace("returns.requests.dlq/3/17"))
        #expect(place.description == "returns.requests.dlq/3/17")
    }
}

/// Dead letters of intake on partition 1 of its lane `returns.requests.0`.
enum Letters {
    static func record(
        number: Int64, offset: Int64, value: String = "{", key: String? = "acme/r-1", reason: String = "malformed"
    ) -> InboundRecord {
        let event = CloudEvent(id: "e-1", source: "/shop", type: ReturnCancelled.type, data: [])
        let headers =
            event.binaryHeaders().map { RecordHeader($0.name, $0.value) } + [
                RecordHeader(DeadLetter.topic, text: "returns.requests"), RecordHeader(DeadLetter.partition, text: "0"),
                RecordHeader(DeadLetter.offset, text: "40"), RecordHeader(DeadLetter.connectorName, text: "intake"),
                RecordHeader(DeadLetter.exceptionClass, text: reason),
                RecordHeader(DeadLetter.exceptionMessage, text: "the value is not one JSON object"),
                RecordHeader(DeadLetter.lane, text: "returns.requests.0"),
                RecordHeader(DeadLetter.sequence, text: String(number)),
            ]
        return InboundRecord(
            lane: LaneID("returns.requests.dlq", 1), offset: offset, timestamp: Instant(microseconds: 1_000_000),
            key: key.map { Array($0.utf8) }, value: Array(value.utf8), headers: headers)
    }

    static func inbound(_ record: OutboundRecord, offset: Int64) -> InboundRecord {
        InboundRecord(
            lane: LaneID(record.topic, 1), offset: offset, key: record.key, value: record.value,
            headers: record.headers)
    }

    static func outcome(_ kind: LetterOutcome.Kind) -> LetterOutcome {
        LetterOutcome(kind, by: "anna", at: Instant(microseconds: 2_000_000), why: "the shop said so")
    }
}
