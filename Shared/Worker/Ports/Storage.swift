import Kernel

/// The last record that a lane has applied, to be known again: a topic that was made anew holds another one there.
package struct LaneWitness: Sendable, Equatable {
    package var offset: Int64
    /// A stable hash of the record's time stamp, key and value.
    package var digest: Int64

    package init(offset: Int64, digest: Int64) {
        self.offset = offset
        self.digest = digest
    }
}

/// The row of a lane: how far its input is applied and how many events it has put out.
package struct LaneRow: Sendable, Equatable {
    /// A small dense number of the lane within the service: the key of its outbox segments and its partition of the
    /// positions topic.
    package var number: Int32
    /// The offset that is read next; nil when the lane was never read.
    package var nextOffset: Int64?
    /// The sequence number of the last event that the lane has put out; 0 before the first.
    package var sequence: Int64
    /// The record applied last; nil before the first.
    package var witness: LaneWitness?
    /// How far Kafka may be ahead of `nextOffset` because an operator has said that the database's word holds.
    package var adopted: Int64?

    package init(
        number: Int32, nextOffset: Int64?, sequence: Int64, witness: LaneWitness? = nil, adopted: Int64? = nil
    ) {
        self.number = number
        self.nextOffset = nextOffset
        self.sequence = sequence
        self.witness = witness
        self.adopted = adopted
    }
}

/// Moves a lane at the end of a batch.
package struct LaneMove: Sendable, Equatable {
    package var lane: LaneID
    package var nextOffset: Int64?
    package var sequence: Int64
    /// The record applied last; nil keeps what the row has.
    package var witness: LaneWitness?

    package init(lane: LaneID, nextOffset: Int64?, sequence: Int64, witness: LaneWitness? = nil) {
        self.lane = lane
        self.nextOffset = nextOffset
        self.sequence = sequence
        self.witness = witness
    }
}

/// A run of outgoing events of one lane from one batch: one row of the outbox.
package struct Segment: Sendable, Equatable {
    package var laneNumber: Int32
    package var firstSequence: Int64
    package var lastSequence: Int64
    /// The framed records (`SegmentCodec`).
    package var records: [UInt8]

    package init(laneNumber: Int32, firstSequence: Int64, lastSequence: Int64, records: [UInt8]) {
        self.laneNumber = laneNumber
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.records = records
    }
}

/// Which source lane's events were applied on an input lane.
package struct MarkKey: Hashable, Sendable, Comparable {
    /// The number of the input lane.
    package var laneNumber: Int32
    /// `<service>/<backhaullane>` of the events.
    package var source: String

    package init(laneNumber: Int32, source: String) {
        self.laneNumber = laneNumber
        self.source = source
    }

    package static func < (left: MarkKey, right: MarkKey) -> Bool {
        (left.laneNumber, left.source) < (right.laneNumber, right.source)
    }
}

/// Something that is due at a moment, such as the end of the wait for a parcel.
package struct TimerEntry: Sendable, Hashable {
    /// Unique within the service; scheduling the same key again moves the timer.
    package var key: String
    /// Which of the service's timer handlers it is for.
    package var kind: String
    package var dueAt: Instant
    /// Small JSON for the handler.
    package var payload: [UInt8]

    package init(key: String, kind: String, dueAt: Instant, payload: [UInt8]) {
        self.key = key
        self.kind = kind
        self.dueAt = dueAt
        self.payload = payload
    }
}

/// One open transaction on the service's schema: the runtime's own tables, and SQL for the service's.
package protocol UnitOfWork: SQLSession {
    /// Locks the rows of these lanes in key order and returns them as they are now.
    func lockLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow]
    func moveLanes(_ moves: [LaneMove]) throws(Fault)
    func appendSegments(_ segments: [Segment]) throws(Fault)
    /// The encoded windows of applied numbers (`SequenceWindow`), where there are any.
    func loadMarks(_ keys: [MarkKey]) throws(Fault) -> [MarkKey: [UInt8]]
    func storeMarks(_ marks: [MarkKey: [UInt8]]) throws(Fault)
    /// Takes (deletes) up to `limit` timers that are due, skipping those that another process holds.
    func takeDueTimers(at now: Instant, limit: Int) throws(Fault) -> [TimerEntry]
    func scheduleTimers(_ timers: [TimerEntry]) throws(Fault)
    func cancelTimers(_ keys: [String]) throws(Fault)
}

/// The database of one thread: one connection, reconnected inside.
package protocol Storage: AnyObject {
    /// Runs `body` between BEGIN and COMMIT; rolls back when it throws.
    ///
    /// - Throws: what `body` threw, or the database's own fault. A connection that broke during COMMIT is `transient`:
    ///   the batch is tried again and the locked lane row tells whether it was applied.
    func transaction<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result
    /// Adds rows for lanes that have none, with dense numbers in the order given.
    func registerLanes(_ lanes: [LaneID]) throws(Fault)
    /// The rows as they are, without locks; lanes without a row are left out.
    func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow]
    /// Notes which deployment the schema belongs to, when nobody has yet.
    /// - Returns: the one that it belongs to.
    func claim(_ deployment: Deployment) throws(Fault) -> Deployment
    /// The moment that the earliest timer is due; nil when there is none.
    func nextTimerDue() throws(Fault) -> Instant?
    /// Closes the connection.
    func close()
}

/// What a relay shard knows of one lane when it starts.
package struct RelayLane: Sendable, Equatable {
    package var number: Int32
    package var lane: LaneID
    /// The last number that the lane has put out (committed).
    package var sequence: Int64
    /// The last number known to be published, kept in PostgreSQL; behind the truth at times, never ahead.
    package var publishedHint: Int64

    package init(number: Int32, lane: LaneID, sequence: Int64, publishedHint: Int64) {
        self.number = number
        self.lane = lane
        self.sequence = sequence
        self.publishedHint = publishedHint
    }
}

/// The relay's side of the database: one connection, one thread.
package protocol OutboxStorage: AnyObject {
    /// Tries to take the lease of a shard; held until `releaseLease` or the end of the connection.
    func tryLease(shard: Int) throws(Fault) -> Bool
    func releaseLease(shard: Int)
    /// The lanes of the shard (`number % shardCount == shard`).
    func relayLanes(shard: Int, shardCount: Int) throws(Fault) -> [RelayLane]
    /// Committed segments after the given positions, in order within each lane, until about `maxBytes`.
    func segments(after positions: [Int32: Int64], maxBytes: Int) throws(Fault) -> [Segment]
    /// Raises the hints; never lowers one.
    func storeHints(_ hints: [Int32: Int64]) throws(Fault)
    /// Frees outbox partitions that lie wholly below the hints.
    func reclaim() throws(Fault)
    func close()
}
