/// What one relay transaction holds: a contiguous run of each lane, and where each run ends.
package struct RelayRun: Sendable, Equatable {
    package let records: [OutboundRecord]
    /// Lane number to the last sequence number in the run.
    package let ends: [Int32: Int64]

    /// - Parameter positions: the last published number of each lane.
    /// - Throws: `fatal` when a number is missing between the position and the first segment, or between segments.
    package init(_ segments: [Segment], after positions: [Int32: Int64]) throws(Fault) {
        var records: [OutboundRecord] = []
        var ends: [Int32: Int64] = [:]
        for segment in segments {
            let position = ends[segment.laneNumber] ?? positions[segment.laneNumber] ?? 0
            guard segment.firstSequence <= position + 1, segment.lastSequence > position else {
                throw Fault(
                    .fatal, "relay.run",
                    "lane number \(segment.laneNumber): expected number \(position + 1) next in the outbox, "
                        + "found \(segment.firstSequence) to \(segment.lastSequence): rows of the outbox are missing")
            }
            let all = try SegmentCodec.decode(segment.records)
            guard Int64(all.count) == segment.lastSequence - segment.firstSequence + 1 else {
                throw Fault(
                    .fatal, "relay.run",
                    "lane number \(segment.laneNumber): a segment does not hold what its numbers say")
            }
            records += all.dropFirst(Int(position + 1 - segment.firstSequence))
            ends[segment.laneNumber] = segment.lastSequence
        }
        self.records = records
        self.ends = ends
    }
}
