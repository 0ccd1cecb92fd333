import Testing

@testable import Worker

@Suite struct LaneBookTests {
    private let lane = LaneID("returns.requests", 3)
    private let other = LaneID("returns.requests", 4)

    private func record(_ lane: LaneID, _ offset: Int64) -> InboundRecord {
        InboundRecord(lane: lane, offset: offset, key: nil, value: nil, headers: [])
    }

    private func row(_ next: Int64?) -> LaneRow { LaneRow(number: 0, nextOffset: next, sequence: 0) }

    @Test func aLaneBeginsWhereTheDatabaseSays() {
        var book = LaneBook()

        let starts = book.assign([lane, other], rows: [lane: row(12), other: row(nil)])

        #expect(starts == [lane: .offset(12), other: .beginning])
        #expect(book.assigned == [lane, other])
    }

    @Test func recordsReadBeforeAreNotTaken() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(12)])

        #expect(!book.accepts(record(lane, 11)))
        #expect(book.accepts(record(lane, 12)))
        #expect(book.accepts(record(lane, 20)), "offsets have holes: markers, compaction")
    }

    @Test func recordsOfOtherLanesAreNotTaken() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(12)])
        book.revoke([lane])

        #expect(!book.accepts(record(lane, 12)))
        #expect(!book.accepts(record(other, 12)))
        #expect(book.expectation(of: lane) == .none)
    }

    @Test func aCommitMovesTheExpectation() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(nil)])

        book.move(lane, to: 7)

        #expect(book.expectation(of: lane) == .some(7))
        #expect(!book.accepts(record(lane, 6)))
    }

    @Test func aMoveOfALaneThatIsGoneDoesNotBringItBack() {
        var book = LaneBook()

        book.move(lane, to: 7)

        #expect(book.assigned.isEmpty)
        #expect(!book.accepts(record(lane, 7)))
    }

    @Test func aStoppedLaneTakesNothingUntilItIsAssignedAnew() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(5)])

        book.stop(lane, because: "fell off the log")

        #expect(!book.accepts(record(lane, 5)))
        #expect(book.stopped == [lane: "fell off the log"])
        #expect(book.assign([lane], rows: [lane: row(5)]) == [lane: .offset(5)])
        #expect(book.stopped.isEmpty)
        #expect(book.accepts(record(lane, 5)))
    }
}
