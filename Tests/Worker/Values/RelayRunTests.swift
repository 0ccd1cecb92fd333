import Testing

@testable import Worker

/// Segments and records for tests of the relay.
enum Sample {
    static func records(_ numbers: ClosedRange<Int64>, lane: Int32 = 0) -> [OutboundRecord] {
        numbers.map { OutboundRecord(topic: "t", key: nil, value: Array("\(lane)/\($0)".utf8), headers: []) }
    }

    static func segment(_ numbers: ClosedRange<Int64>, lane: Int32 = 0) -> Segment {
        Segment(
            laneNumber: lane, firstSequence: numbers.lowerBound, lastSequence: numbers.upperBound,
            records: SegmentCodec.encode(records(numbers, lane: lane)))
    }

    static func lane(_ number: Int32, sequence: Int64, hint: Int64) -> RelayLane {
        RelayLane(number: number, lane: LaneID("t", number), sequence: sequence, publishedHint: hint)
    }
}

@Suite struct RelayRunTests {
    @Test func segmentsOfSeveralLanesMakeOneRun() throws {
        let segments = [
            Sample.segment(4...6), Sample.segment(1...2, lane: 1), Sample.segment(7...7),
            Sample.segment(3...5, lane: 1),
        ]

        let runs = try RelayRun.runs(of: segments, after: [0: 3, 1: 0], laneLimit: nil)

        #expect(runs.count == 1)
        #expect(runs.first?.ends == [0: 7, 1: 5])
        #expect(
            runs.first?.records == Sample.records(4...6) + Sample.records(1...2, lane: 1) + Sample.records(7...7)
                + Sample.records(3...5, lane: 1))
    }

    @Test func whatIsPublishedOfASegmentIsLeftOut() throws {
        let runs = try RelayRun.runs(of: [Sample.segment(1...10)], after: [0: 7], laneLimit: nil)

        #expect(runs.first?.records == Sample.records(8...10))
        #expect(runs.first?.ends == [0: 10])
    }

    @Test func nothingMakesNoRun() throws {
        #expect(try RelayRun.runs(of: [], after: [0: 7], laneLimit: 3).isEmpty)
    }

    @Test func aLimitCutsRunsButLosesNothing() throws {
        let segments = [Sample.segment(1...7), Sample.segment(1...2, lane: 1), Sample.segment(8...9)]

        let runs = try RelayRun.runs(of: segments, after: [0: 0, 1: 0], laneLimit: 3)

        #expect(runs.map(\.ends) == [[0: 3], [0: 6], [0: 9, 1: 2]])
        #expect(
            runs.flatMap(\.records)
                == Sample.records(1...7) + Sample.records(1...2, lane: 1) + Sample.records(8...9))
    }

    private static let broken: [[Segment]] = [
        [Sample.segment(5...6)],
        [Sample.segment(4...5), Sample.segment(7...8)],
        [Sample.segment(1...3)],
        [Sample.segment(4...5), Sample.segment(4...5)],
    ]

    @Test(arguments: broken)
    func aMissingOrRepeatedNumberIsRefused(segments: [Segment]) {
        let fault = #expect(throws: Fault.self) { try RelayRun.runs(of: segments, after: [0: 3], laneLimit: nil) }
        #expect(fault?.kind == .fatal)
    }

    @Test func aSegmentThatHoldsFewerThanItSaysIsRefused() {
        var segment = Sample.segment(1...3)
        segment.lastSequence = 4

        let fault = #expect(throws: Fault.self) { try RelayRun.runs(of: [segment], after: [:], laneLimit: nil) }
        #expect(fault?.kind == .fatal)
    }
}
