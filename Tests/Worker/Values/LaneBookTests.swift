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

    /// Control records move a group's offset past what the database has.
    @Test func aGroupThatIsAheadWithoutRecordsBetweenIsNoContradiction() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(12)], reported: [lane: 15])

        #expect(book.contradiction(of: record(lane, 15)) == nil)
        #expect(book.contradiction(of: record(lane, 13)) == nil, "asked once")
    }

    @Test func aGroupThatIsAheadByARecordIsAContradiction() {
        var book = LaneBook()
        _ = book.assign([lane, other], rows: [lane: row(12), other: row(nil)], reported: [lane: 15, other: 1])

        #expect(book.contradiction(of: record(lane, 14)) == .toldFurther(15, next: 12))
        #expect(book.contradiction(of: record(other, 0)) == .toldFurther(1, next: nil))
    }

    @Test func aGroupThatLagsBehindIsNone() {
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: row(12)], reported: [lane: 3])

        #expect(book.contradiction(of: record(lane, 12)) == nil)
    }

    @Test func theRecordAppliedLastIsReadOnceMoreAndCompared() {
        let last = record(lane, 11)
        var seen = row(14)
        seen.witness = last.witness
        var book = LaneBook()

        #expect(book.assign([lane], rows: [lane: seen]) == [lane: .after(witness: 11, next: 14)])
        #expect(book.contradiction(of: last) == nil)
        #expect(!book.accepts(last), "it was applied")

        _ = book.assign([lane], rows: [lane: seen])
        var another = last
        another.value = [1]
        #expect(book.contradiction(of: another) == .otherRecord(11))
    }

    @Test func aLastRecordThatIsGoneFromTheLogCannotBeCompared() {
        var seen = row(14)
        seen.witness = record(lane, 11).witness
        var book = LaneBook()
        _ = book.assign([lane], rows: [lane: seen])

        #expect(book.contradiction(of: record(lane, 20)) == nil)
        #expect(book.accepts(record(lane, 20)))
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
