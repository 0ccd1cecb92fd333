/// Where a lane begins to read.
package enum LaneStart: Sendable, Equatable {
    /// The lane was never read: from the oldest record that the topic holds.
    case beginning
    /// From this offset; the broker must still have it.
    case offset(Int64)
    /// From the record at `witness`, which was applied last, so that it can be compared; when the broker does not have
    /// it any more, from `next`.
    case after(witness: Int64, next: Int64)
    /// The lane is not read (it was stopped, its reason has been told).
    case none
}

extension LaneStart {
    /// The offset of the first record that counts; nil where none is known.
    package var nextOffset: Int64? {
        switch self {
        case .offset(let offset), .after(_, let offset): offset
        case .beginning, .none: nil
        }
    }
}

/// Told of assignments by the event source, on the thread that polls, while it polls.
package protocol AssignmentListener: AnyObject {
    /// The group gave us these lanes: answer where each begins. May block while the database is away.
    func lanesAssigned(_ lanes: [LaneID]) -> [LaneID: LaneStart]
    /// The group took these lanes (or all were lost): drop what is remembered of them.
    func lanesRevoked(_ lanes: [LaneID])
}

/// What one poll brought.
package struct SourceBatch: Sendable {
    /// In the order of each lane.
    package var records: [InboundRecord] = []
    /// The position after the batch of each lane in it: past control records too, so that the lag reaches zero.
    package var positions: [LaneID: Int64] = [:]
    /// Lanes that cannot go on, with a message for a person (the offset fell off the log, the topic is gone).
    package var stopped: [LaneID: String] = [:]

    package init() {}
}

/// A consumer of a group: one owner, one thread.
package protocol EventSource: AnyObject {
    /// Joins the group and waits up to `waitMilliseconds` for the first record, then takes what is there, at most
    /// `maxRecords`, and less where records are large.
    ///
    /// Broker outages are waited out inside and reported by metrics; only what needs a person is thrown.
    /// - Throws: `Fault` of kind `fatal`.
    func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> SourceBatch
    /// Begins these lanes of the present assignment anew at the given places; the others go on where they are.
    func restart(_ lanes: [LaneID: LaneStart]) throws(Fault)
    /// Tells Kafka the positions, asynchronously, for lag tools only.
    func reportPositions(_ positions: [LaneID: Int64])
    /// Leaves the group; returns when done or when the time is up, whichever is first.
    func close(deadlineMilliseconds: Int)
}
