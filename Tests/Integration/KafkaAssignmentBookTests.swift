import Testing
import Worker

@testable import Kafka

@Suite struct KafkaAssignmentBookTests {
    private let lane = LaneID("things", 0)
    private let other = LaneID("things", 1)

    @Test func recordsBeforeTheGivenPositionAreNotGivenAgain() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .offset(10)])

        #expect(!book.accepts(lane, offset: 9))
        #expect(book.accepts(lane, offset: 10))
        book.gave(lane, upTo: 15)
        #expect(!book.accepts(lane, offset: 14))
        #expect(book.accepts(lane, offset: 15))
    }

    @Test func aLaneWithoutAnAnswerIsNotRead() {
        var book = AssignmentBook()
        book.assign([lane, other], starts: [lane: .beginning])

        #expect(book.accepts(lane, offset: 0))
        #expect(!book.accepts(other, offset: 0))
        #expect(!book.accepts(LaneID("strange", 0), offset: 0))
    }

    @Test func theRecordAppliedLastIsGivenOutAndIsNotInHand() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .after(witness: 4, next: 7)])

        #expect(!book.accepts(lane, offset: 3))
        #expect(book.accepts(lane, offset: 4))
        book.gave(lane, upTo: 5)
        #expect(book.idleLanes == [lane])
        #expect(!book.accepts(lane, offset: 6), "between them are control records only")
        #expect(book.accepts(lane, offset: 7))
    }

    @Test func controlRecordsBehindTheRecordAppliedLastLeaveItsLaneIdle() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .after(witness: 4, next: 5)])
        book.gave(lane, upTo: 5)

        let isInHand = book.passed(lane, to: 6)

        #expect(!isInHand)
        #expect(book.idleLanes == [lane])
        #expect(book.next[lane] == .offset(5))
    }

    @Test func controlRecordsBehindRecordsInHandCountAsGivenOut() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .offset(4)])
        book.gave(lane, upTo: 5)

        let isInHand = book.passed(lane, to: 6)

        #expect(isInHand)
        book.applied(lane, upTo: 6)
        #expect(book.idleLanes == [lane])
    }

    @Test func aRecordAppliedLastThatIsGoneIsDoneWithoutOnce() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .after(witness: 4, next: 7)])

        let first = book.skipWitness(lane)
        let second = book.skipWitness(lane)

        #expect(first)
        #expect(!second, "the second time the lane itself is off the log")
        #expect(book.next[lane] == .offset(7))
    }

    @Test func onlyAssignedLanesCanBeRestarted() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .offset(10)])
        book.gave(lane, upTo: 20)

        let restarted = book.restart([lane: .offset(12), other: .offset(1)])
        let strange = book.restart([other: .offset(1)])

        #expect(restarted)
        #expect(!strange)
        #expect(book.accepts(lane, offset: 12))
        #expect(!book.accepts(other, offset: 1))
    }

    @Test func aLaneWithRecordsInHandIsNotReportedAsIdle() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .offset(0)])
        #expect(book.idleLanes.isEmpty, "its position may be one of an earlier assignment")

        book.gave(lane, upTo: 5)
        #expect(book.idleLanes.isEmpty)
        book.applied(lane, upTo: 4)
        #expect(book.idleLanes.isEmpty)
        book.applied(lane, upTo: 5)
        #expect(book.idleLanes == [lane])
    }

    @Test func controlRecordsMoveTheReportButNotThePlaceToRead() {
        var book = AssignmentBook()
        book.assign([lane], starts: [lane: .offset(5)])

        let news = [5, 6, 6, 8].map { book.skipped(lane, to: $0) }

        #expect(news == [false, true, false, true])
        #expect(book.next[lane] == .offset(5))
    }

    @Test func anOutageLetsAFewLinesOfEachKindThrough() {
        var throttle = LogThrottle(linesMax: 2, windowSeconds: 10)

        let lines: [(String, Int64)] = [
            ("FAIL", 0), ("FAIL", 1), ("FAIL", 2), ("FAIL", 3), ("OTHER", 4), ("FAIL", 10_000_000),
            ("FAIL", 10_000_001),
        ]
        let admitted = lines.map { throttle.admit($0.0, at: $0.1) }

        #expect(admitted == [0, 0, nil, nil, 0, 2, 0])
    }
}
