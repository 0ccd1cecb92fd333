import Worker

/// When the outbox moves on to its next partition.
package struct OutboxRotation: Sendable, Equatable {
    /// The partition is left behind when it has this size in bytes, its out-of-line storage included.
    package var maxBytes: Int64
    /// The partition is left behind when it has been written for so long, in seconds.
    package var maxSeconds: Int64

    package init(maxBytes: Int64 = 64 << 20, maxSeconds: Int64 = 300) {
        self.maxBytes = maxBytes
        self.maxSeconds = maxSeconds
    }
}

/// The relay's connection: reads segments, keeps hints and leases, frees what is published.
///
/// Leases belong to the session. When it breaks, the call that notices throws `transient`; the next one connects
/// again and takes the same leases anew, or throws `superseded` when another process has one of them by now.
package final class PostgresOutboxStorage: OutboxStorage {
    private let session: Session
    private let rotation: OutboxRotation
    private let shardClass: Int32
    private var leases: Set<Int> = []

    /// - Parameter settings: of the service's own schema and role.
    package init(_ settings: ConnectionSettings, rotation: OutboxRotation = OutboxRotation()) {
        var settings = settings
        settings.serverSettings.merge(Self.relaySettings) { _, ours in ours }
        session = Session(settings)
        self.rotation = rotation
        shardClass = AdvisoryLock.shardClass(schema: settings.schema)
    }

    /// Server settings of the relay's session.
    ///
    /// The outbox is often empty when its plan is made and then grows by gigabytes: the index is right whatever the
    /// statistics say. A lost hint costs nothing, so hints do not wait for the disk; truncation waits all the same
    /// (PostgreSQL flushes before it removes files, and with that the hints before it).
    package static let relaySettings = [
        "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_bitmapscan": "off",
        "synchronous_commit": "off",
    ]

    package func tryLease(shard: Int) throws(Fault) -> Bool {
        if leases.contains(shard), session.isConnected { return true }
        leases.remove(shard)
        try reclaimLeases()
        guard try takeLease(shard) else { return false }
        leases.insert(shard)
        return true
    }

    package func releaseLease(shard: Int) {
        guard leases.remove(shard) != nil, session.isConnected else { return }
        Crash.at(.leaseReleasing)
        do {
            _ = try session.run(OutboxStatements.releaseLease, leaseKey(shard))
            Crash.at(.leaseReleased)
        } catch {
            // The lease ends with the session.
            session.close()
        }
    }

    package func relayLanes(shard: Int, shardCount: Int) throws(Fault) -> [RelayLane] {
        let rows = try run(OutboxStatements.lanes, [.int8(Int64(shard)), .int8(Int64(shardCount))])
        return (0..<rows.count).map { row in
            RelayLane(
                number: Int32(truncatingIfNeeded: rows.int(row, 0)),
                lane: LaneID(rows.text(row, 1), Int32(truncatingIfNeeded: rows.int(row, 2))),
                sequence: rows.int(row, 3), publishedHint: rows.int(row, 4))
        }
    }

    package func segments(after positions: [Int32: Int64], maxBytes: Int) throws(Fault) -> [Segment] {
        guard !positions.isEmpty else { return [] }
        let ordered = positions.sorted { $0.key < $1.key }
        let rows = try run(
            OutboxStatements.segments,
            [.int4s(ordered.map(\.key)), .int8s(ordered.map(\.value)), .int8(Int64(max(1, maxBytes)))])
        return (0..<rows.count).map { row in
            Segment(
                laneNumber: Int32(truncatingIfNeeded: rows.int(row, 0)), firstSequence: rows.int(row, 1),
                lastSequence: rows.int(row, 2), records: rows.data(row, 3))
        }
    }

    package func storeHints(_ hints: [Int32: Int64]) throws(Fault) {
        guard !hints.isEmpty else { return }
        let ordered = hints.sorted { $0.key < $1.key }
        _ = try run(OutboxStatements.storeHints, [.int4s(ordered.map(\.key)), .int8s(ordered.map(\.value))])
    }

    package func reclaim() throws(Fault) {
        try reclaimLeases()
        try OutboxReclaim(session: session, rotation: rotation).run()
    }

    package func close() {
        leases = []
        session.close()
    }

    private func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows {
        try reclaimLeases()
        return try session.run(statement, parameters)
    }

    /// After a break the session's leases are gone: takes them again before anything else is done with it.
    private func reclaimLeases() throws(Fault) {
        guard !session.isConnected else { return }
        for shard in leases.sorted() {
            guard try takeLease(shard) else {
                leases = []
                throw Fault(.superseded, "lease", "another process relays shard \(shard) by now")
            }
        }
    }

    private func takeLease(_ shard: Int) throws(Fault) -> Bool {
        let isGranted = try session.run(OutboxStatements.takeLease, leaseKey(shard)).bool(0, 0)
        if isGranted { Crash.at(.leaseTaken) }
        return isGranted
    }

    private func leaseKey(_ shard: Int) -> [SQLValue] { [.int8(Int64(shardClass)), .int8(Int64(shard))] }
}
