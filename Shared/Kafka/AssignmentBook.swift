import Worker

/// What a consumer knows of its assignment: where each lane is read next, and which lanes are in a worker's hand.
struct AssignmentBook {
    /// Where each assigned lane reads next, by the broker's word or as its start was given.
    private(set) var next: [LaneID: LaneStart] = [:]
    /// Lanes whose records were given out and not yet reported as applied.
    private var inHand: Set<LaneID> = []
    /// Lanes that have given a record in this assignment. The position of the others may be one of an earlier
    /// assignment, ahead of what was applied: told to Kafka, it would look like a database that was restored.
    private var heard: Set<LaneID> = []
    /// How far lanes without records have moved over control records.
    private var skippedTo: [LaneID: Int64] = [:]

    /// All lanes of the assignment, those that are not read included.
    var lanes: [LaneID] { Array(next.keys) }

    /// A new assignment takes the place of the old; a lane without an answer is not read.
    mutating func assign(_ lanes: [LaneID], starts: [LaneID: LaneStart]) {
        revokeAll()
        next = Dictionary(lanes.map { ($0, starts[$0] ?? .none) }, uniquingKeysWith: { $1 })
    }

    mutating func revokeAll() {
        next.removeAll()
        inHand.removeAll()
        heard.removeAll()
        skippedTo.removeAll()
    }

    /// - Returns: whether any of the lanes is assigned, so that something changed.
    mutating func restart(_ starts: [LaneID: LaneStart]) -> Bool {
        let ours = starts.filter { next[$0.key] != nil }
        for (lane, start) in ours {
            next[lane] = start
            // What comes next is read again, so the lane has nothing to report until that is applied.
            inHand.insert(lane)
            heard.remove(lane)
        }
        return !ours.isEmpty
    }

    /// Records of the lane are given out, up to `position`.
    mutating func gave(_ lane: LaneID, upTo position: Int64) {
        heard.insert(lane)
        // Only the record that was applied last: nothing is in hand, and the lane goes on where it should.
        if case .after(_, let start) = next[lane], position <= start { return next[lane] = .offset(start) }
        next[lane] = .offset(position)
        inHand.insert(lane)
    }

    /// The position moved on over control records behind the records that were given out.
    /// - Returns: false when none of the lane is in hand: it is idle, and nobody would tell that it was applied so far.
    mutating func passed(_ lane: LaneID, to position: Int64) -> Bool {
        guard inHand.contains(lane) else { return false }
        next[lane] = .offset(position)
        return true
    }

    /// The record that was applied last is not on the broker any more: the lane goes on without it.
    /// - Returns: false when that was not what the lane waited for.
    mutating func skipWitness(_ lane: LaneID) -> Bool {
        guard case .after(_, let start) = next[lane] else { return false }
        next[lane] = .offset(start)
        return true
    }

    mutating func stop(_ lane: LaneID) { next[lane] = LaneStart.none }

    /// The worker has applied the lane up to `position`.
    mutating func applied(_ lane: LaneID, upTo position: Int64) {
        if case .offset(let given) = next[lane], position >= given { inHand.remove(lane) }
    }

    /// Whether the record may be given out: its lane is ours and it was not given out before.
    func accepts(_ lane: LaneID, offset: Int64) -> Bool {
        switch next[lane] ?? LaneStart.none {
        case .beginning: true
        case .offset(let position), .after(let position, _): offset >= position
        case .none: false
        }
    }

    /// Lanes with nothing in hand, whose position moves only over control records and aborted ones.
    var idleLanes: [LaneID] {
        next.keys.filter { next[$0] != LaneStart.none && heard.contains($0) && !inHand.contains($0) }
    }

    /// The position of an idle lane moved without a record; where the lane is read next stays as it was.
    /// - Returns: false when it is no news.
    mutating func skipped(_ lane: LaneID, to position: Int64) -> Bool {
        switch next[lane] {
        case .offset(let known) where position <= known: return false
        case .after(_, let known) where position <= known: return false
        default: break
        }
        return skippedTo.updateValue(position, forKey: lane) != position
    }
}
