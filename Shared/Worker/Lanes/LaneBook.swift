/// Which lanes this process reads, and which offset it expects next on each. A value: it decides, the loop acts.
///
/// A lane is `assigned` (records are taken), becomes `stopped` when its offset fell off the log (records are refused
/// until a person acts and the group assigns it anew), and leaves the book when the group revokes it.
package struct LaneBook: Sendable {
    /// nil: the lane was never read.
    private var expected: [LaneID: Int64?] = [:]
    private(set) var stopped: [LaneID: String] = [:]

    package init() {}

    package var assigned: [LaneID] { expected.keys.sorted() }

    /// The group gave us lanes; `rows` is what the database says of them.
    /// - Returns: where each begins.
    package mutating func assign(_ lanes: [LaneID], rows: [LaneID: LaneRow]) -> [LaneID: LaneStart] {
        var starts: [LaneID: LaneStart] = [:]
        for lane in lanes {
            stopped[lane] = nil
            expected[lane] = .some(rows[lane]?.nextOffset)
            starts[lane] = rows[lane]?.nextOffset.map(LaneStart.offset) ?? .beginning
        }
        return starts
    }

    /// The group took these lanes.
    package mutating func revoke(_ lanes: [LaneID]) {
        for lane in lanes {
            expected[lane] = nil
            stopped[lane] = nil
        }
    }

    /// The lane cannot go on and waits for a person.
    package mutating func stop(_ lane: LaneID, because message: String) {
        expected[lane] = nil
        stopped[lane] = message
    }

    /// The offset that the database must hold for a batch of this lane to count; the outer nil: not ours.
    package func expectation(of lane: LaneID) -> Int64?? { expected[lane] }

    /// True when the record is the next or a later one of a lane of ours; false for what was read before.
    package func accepts(_ record: InboundRecord) -> Bool {
        guard let expectation = expected[record.lane] else { return false }
        return record.offset >= expectation ?? 0
    }

    /// A batch was committed, or the database was read again.
    package mutating func move(_ lane: LaneID, to nextOffset: Int64?) {
        guard expected.keys.contains(lane) else { return }
        expected[lane] = .some(nextOffset)
    }
}
