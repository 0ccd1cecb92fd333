/// The places at which a process can be told to kill itself: what is left behind there, and what the next life does
/// with it, is the table "What may die when" of this folder's README, which a test compares with this list.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// The group gave lanes; their rows are not read yet.
    case lanesGiven
    /// The rows of new lanes are written, not committed.
    case lanesRegistering
    /// The rows of new lanes are committed; nothing was read from the lanes yet.
    case lanesRegistered
    /// The group takes the lanes back; they are still in the book.
    case lanesRevoked

    /// Records were polled; no transaction is open.
    case batchPolled
    /// The lanes of the batch are locked and are where they were expected.
    case batchLocked
    /// Everything of the batch is written; before COMMIT.
    case batchStored
    /// After COMMIT, before anyone was told: book, Kafka, relay.
    case batchCommitted
    /// Kafka was told the positions, the relay was woken.
    case positionsReported

    /// Timers that are due were taken out of their table.
    case timersTaken
    /// Everything that the timers led to is written; before COMMIT.
    case timersStored
    /// After the COMMIT of fired timers, before the relay is woken.
    case timersCommitted

    /// The lease of a relay shard was granted.
    case leaseTaken
    /// Before a producer is built, and with it before its predecessor is fenced.
    case producerOpening
    /// The broker has fenced the predecessor and ended its open transaction. Only with Kafka transactions.
    case producerFenced
    /// The relay knows from which position it goes on.
    case positionsRead
    /// Segments were read from the outbox.
    case segmentsFetched
    /// A publication has begun, nothing is sent.
    case publicationBegun
    /// One record is in the producer's queue; sent or not.
    case recordProduced
    /// All records of a publication are in the producer's queue.
    case recordsProduced
    /// The positions are part of the open transaction; before its commit. Only with Kafka transactions.
    case offsetsSent
    /// The broker has committed the transaction, or acknowledged all records where there are none.
    case publicationCommitted
    /// Before the hints of what is published are stored.
    case hintsStoring
    /// The hints are committed.
    case hintsStored

    /// The relay is about to free partitions of the outbox.
    case reclaimBegun
    /// A partition of the outbox is truncated; before COMMIT.
    case outboxTruncating
    /// A partition of the outbox is truncated for good.
    case outboxTruncated
    /// Writing moves to the next partition of the outbox; before COMMIT.
    case outboxRotating
    /// Writing has moved to the next partition of the outbox.
    case outboxRotated

    /// Before the consumer leaves its group.
    case consumerClosing
    /// The consumer has left its group.
    case consumerClosed
    /// Before a producer is closed: on exit, and after each fault.
    case producerClosing
    /// The producer is closed.
    case producerClosed
    /// Before the lease of a relay shard is given back.
    case leaseReleasing
    /// The lease is given back.
    case leaseReleased
    /// Before a connection to the database is closed.
    case connectionClosing
    /// A connection to the database is closed.
    case connectionClosed

    /// A migration has run; before its COMMIT.
    case migrationRunning
    /// A migration is committed.
    case migrationCommitted
}

/// Where a process is to kill itself, and at which pass.
package struct CrashPlan: Sendable, Hashable, CustomStringConvertible {
    package let point: CrashPoint
    /// 1 for the first time that the point is passed.
    package let hit: Int

    package init(_ point: CrashPoint, hit: Int) {
        self.point = point
        self.hit = hit
    }

    /// Reads `<point>:<k>`, such as `batchStored:2`.
    ///
    /// - Throws: `fatal` with the names of all points.
    package init(parsing text: String) throws(Fault) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let point = CrashPoint(rawValue: String(parts[0])), let hit = Int(parts[1]), hit > 0
        else {
            let names = CrashPoint.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(
                .fatal, "configuration",
                "CRASH_AT is '\(text)': expected <point>:<k> with k from 1 and one of these points: \(names)")
        }
        self.init(point, hit: hit)
    }

    package var description: String { "\(point.rawValue):\(hit)" }
}
