/// What one publication of the relay holds: a contiguous run of each lane, and where each run ends.
package struct RelayRun: Sendable, Equatable {
    package private(set) var records: [OutboundRecord] = []
    /// Lane number to the last sequence number in the run.
    package private(set) var ends: [Int32: Int64] = [:]
    private var counts: [Int32: Int] = [:]

    private init() {}

    /// Cuts what was read from the outbox into publications.
    ///
    /// - Parameters:
    ///   - positions: the last published number of each lane.
    ///   - laneLimit: how many numbers of one lane a run may hold; nil puts everything into one run.
    /// - Throws: `fatal` when a number is missing between the position and the first segment, or between segments.
    package static func runs(
        of segments: [Segment], after positions: [Int32: Int64], laneLimit: Int?
    ) throws(Fault) -> [RelayRun] {
        var runs: [RelayRun] = []
        var run = RelayRun()
        var ends = positions
        for segment in segments {
            let position = ends[segment.laneNumber] ?? 0
            for (index, record) in try records(of: segment, after: position).enumerated() {
                if let laneLimit, run.counts[segment.laneNumber] == laneLimit {
                    runs.append(run)
                    run = RelayRun()
                }
                run.append(record, lane: segment.laneNumber, number: position + 1 + Int64(index))
            }
            ends[segment.laneNumber] = segment.lastSequence
        }
        return run.records.isEmpty ? runs : runs + [run]
    }

    private static func records(of segment: Segment, after position: Int64) throws(Fault) -> ArraySlice<OutboundRecord>
    {
        guard segment.firstSequence <= position + 1, segment.lastSequence > position else {
            throw Fault(
                .fatal, "relay.run",
                "lane number \(segment.laneNumber): expected number \(position + 1) next in the outbox, "
                    + "found \(segment.firstSequence) to \(segment.lastSequence): rows of the outbox are missing")
        }
        let all = try SegmentCodec.decode(segment.records)
        guard Int64(all.count) == segment.lastSequence - segment.firstSequence + 1 else {
            throw Fault(
                .fatal, "relay.run", "lane number \(segment.laneNumber): a segment does not hold what its numbers say")
        }
        return all.dropFirst(Int(position + 1 - segment.firstSequence))
    }

    private mutating func append(_ record: OutboundRecord, lane: Int32, number: Int64) {
        records.append(record)
        ends[lane] = number
        counts[lane, default: 0] += 1
    }
}
