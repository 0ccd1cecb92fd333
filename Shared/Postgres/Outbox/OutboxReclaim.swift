import Worker

/// Frees and rotates the partitions of the outbox; `M0001_runtime_tables.sql` says how they are used.
struct OutboxReclaim {
    let session: Session
    let rotation: OutboxRotation

    static let slotCount = 4

    /// - Throws: the database's faults. That another process is at it, or holds a lock, is no fault: the next call
    ///   tries again.
    func run() throws(Fault) {
        Crash.at(.reclaimBegun)
        let active = try activeSlot(session.run(Self.readActive))
        for slot in 0..<Self.slotCount where slot != active {
            // Looked at without a lock first, so that the exclusive one is taken only where it will be of use.
            let rows = try session.run(Self.state(of: slot))
            guard rows.bool(0, 0), !rows.bool(0, 1) else { continue }
            if try alone({ (unit) throws(Fault) in try truncate(slot, unit) }) { Crash.at(.outboxTruncated) }
        }
        if try alone({ (unit) throws(Fault) in try rotate(unit) }) { Crash.at(.outboxRotated) }
    }

    /// Runs `body` in a transaction unless another process reclaims just now.
    ///
    /// - Returns: what `body` did; false when it could not run.
    private func alone(_ body: (PostgresUnitOfWork) throws(Fault) -> Bool) throws(Fault) -> Bool {
        let key = AdvisoryLock.key("reclaim", schema: session.schema)
        do {
            return try session.transaction { (unit) throws(Fault) in
                guard try unit.run(Self.tryLock, [.int8(key)]).bool(0, 0) else { return false }
                return try body(unit)
            }
        } catch {
            guard error.code == SQLState.lockNotAvailable else { throw error }
            return false
        }
    }

    /// - Returns: true when it did.
    private func truncate(_ slot: Int, _ unit: PostgresUnitOfWork) throws(Fault) -> Bool {
        guard try activeSlot(unit.run(Self.readActive, [])) != slot else { return false }
        try unit.run(Self.shortWait, [])
        try unit.run(Self.lock(slot), [])
        // Again, with a snapshot taken under the lock: a late writer may have added a row in between.
        guard !(try unit.run(Self.state(of: slot), []).bool(0, 1)) else { return false }
        try unit.run(Self.truncation(of: slot), [])
        Crash.at(.outboxTruncating)
        return true
    }

    /// - Returns: true when writing moves on.
    private func rotate(_ unit: PostgresUnitOfWork) throws(Fault) -> Bool {
        let active = try activeSlot(unit.run(Self.readActive, []))
        let next = (active + 1) % Self.slotCount
        guard try unit.run(Self.state(of: active), []).bool(0, 0),
            !(try unit.run(Self.state(of: next), []).bool(0, 0)),
            try unit.run(Self.isDue(active), [.int8(rotation.maxBytes), .int8(rotation.maxSeconds)]).bool(0, 0)
        else { return false }
        try unit.run(Self.activate, [.int8(Int64(next))])
        Crash.at(.outboxRotating)
        return true
    }

    private func activeSlot(_ rows: Rows) throws(Fault) -> Int {
        guard rows.count == 1 else {
            throw Fault(.fatal, "outbox", "outbox_slot has \(rows.count) rows instead of one")
        }
        return Int(rows.int(0, 0))
    }
}

extension OutboxReclaim {
    private static let readActive = Statement("runtime.outbox.active", "SELECT active FROM outbox_slot")
    private static let tryLock = Statement("runtime.outbox.alone", "SELECT pg_try_advisory_xact_lock($1)")
    private static let shortWait = Statement(
        "runtime.outbox.wait", "SELECT set_config('lock_timeout', '200ms', true)")
    private static let activate = Statement(
        "runtime.outbox.activate", "UPDATE outbox_slot SET active = $1, since = now()")

    /// Whether the partition has rows, and whether it has rows that are not known to be published.
    private static func state(of slot: Int) -> Statement {
        Statement(
            "runtime.outbox.state",
            """
            SELECT EXISTS (SELECT FROM outbox_\(slot)), EXISTS (
                SELECT FROM outbox_\(slot) AS segment LEFT JOIN relay_hint AS hint USING (lane_number)
                WHERE segment.last_seq > coalesce(hint.published_seq, 0))
            """)
    }

    private static func isDue(_ slot: Int) -> Statement {
        Statement(
            "runtime.outbox.due",
            """
            SELECT pg_table_size('outbox_\(slot)') >= $1 OR since <= now() - $2 * interval '1 second' FROM outbox_slot
            """)
    }

    private static func lock(_ slot: Int) -> Statement {
        Statement("runtime.outbox.lock", "LOCK TABLE outbox_\(slot) IN ACCESS EXCLUSIVE MODE")
    }

    private static func truncation(of slot: Int) -> Statement {
        Statement("runtime.outbox.truncate", "TRUNCATE outbox_\(slot)")
    }
}
