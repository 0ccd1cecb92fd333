/// Which lanes this process reads, and which offset it expects next on each. A value: it decides, the loop acts.
///
/// A lane is `assigned` (records are taken), becomes `stopped` when its offset fell off the log (records are refused
/// until a person acts and the group assigns it anew), and leaves the book when the group revokes it.
package struct LaneBook: Sendable {
    /// nil: the lane was never read.
    private var expected: [LaneID: Int64?] = [:]
    private(set) var stopped: [LaneID: String] = [:]
    /// The records that lanes applied last and have not seen again since they were assigned.
    private var witnesses: [LaneID: LaneWitness] = [:]
    /// What Kafka was told of lanes and the database does not know.
    private var reported: [LaneID: Int64] = [:]

    package init() {}

    package var assigned: [LaneID] { expected.keys.sorted() }

    /// The group gave us lanes; `rows` is what the database says of them.
    ///
    /// - Parameter reported: the offsets that the group has told Kafka of, where known.
    /// - Returns: where each begins.
    package mutating func assign(
        _ lanes: [LaneID], rows: [LaneID: LaneRow], reported: [LaneID: Int64] = [:]
    ) -> [LaneID: LaneStart] {
        var starts: [LaneID: LaneStart] = [:]
        for lane in lanes {
            stopped[lane] = nil
            expected[lane] = .some(rows[lane]?.nextOffset)
            witnesses[lane] = rows[lane]?.witness
            self.reported[lane] = Self.beyond(rows[lane], reported[lane])
            starts[lane] = Self.start(rows[lane])
        }
        return starts
    }

    private static func beyond(_ row: LaneRow?, _ reported: Int64?) -> Int64? {
        guard let reported, reported > row?.nextOffset ?? 0, reported > row?.adopted ?? 0 else { return nil }
        return reported
    }

    /// Where lanes are, for lag tools: those that Kafka knows further on are left out, or that would be forgotten.
    package var reportable: [LaneID: Int64] {
        expected.compactMapValues(\.self).filter { reported[$0.key] == nil }
    }

    private static func start(_ row: LaneRow?) -> LaneStart {
        guard let next = row?.nextOffset else { return .beginning }
        guard let witness = row?.witness, witness.offset < next else { return .offset(next) }
        return .after(witness: witness.offset, next: next)
    }

    /// Looks at a record before it is taken or passed over.
    ///
    /// - Returns: why it cannot be what the lane's past says it is; nil when all is well.
    package mutating func contradiction(of record: InboundRecord) -> Contradiction? {
        let lane = record.lane
        guard let expectation = expected[lane] else { return nil }
        if let witness = witnesses[lane], record.offset >= witness.offset {
            witnesses[lane] = nil
            if record.offset == witness.offset, record.witness != witness { return .otherRecord(witness.offset) }
        }
        guard let told = reported[lane], record.offset >= expectation ?? 0 else { return nil }
        reported[lane] = nil
        return record.offset < told ? .toldFurther(told, next: expectation) : nil
    }

    /// The group took these lanes.
    package mutating func revoke(_ lanes: [LaneID]) {
        for lane in lanes {
            forget(lane)
            stopped[lane] = nil
        }
    }

    /// The lane cannot go on and waits for a person.
    package mutating func stop(_ lane: LaneID, because message: String) {
        forget(lane)
        stopped[lane] = message
    }

    private mutating func forget(_ lane: LaneID) {
        expected[lane] = nil
        witnesses[lane] = nil
        reported[lane] = nil
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
