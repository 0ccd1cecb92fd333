import Worker

/// The outbox as one relay thread sees it; its session, and the lease with it, can break.
final class ModelOutbox: OutboxStorage {
    private let database: ModelDatabase
    private let ports: Ports
    private let life: Life
    private var wanted: Set<Int> = []
    private var isBroken = false

    init(_ database: ModelDatabase, ports: Ports, life: Life) {
        self.database = database
        self.ports = ports
        self.life = life
    }

    /// The server ends the session: its leases are free. The relay learns of it at its next call.
    func breakSession() {
        isBroken = true
        dropLeases()
    }

    func tryLease(shard: Int) throws(Fault) -> Bool {
        wanted.remove(shard)
        try use("lease.take")
        guard take(shard) else { return false }
        wanted.insert(shard)
        return true
    }

    func releaseLease(shard: Int) {
        wanted.remove(shard)
        dropLeases()
    }

    func relayLanes(shard: Int, shardCount: Int) throws(Fault) -> [RelayLane] {
        try use("relay.lanes")
        return database.lanes.sorted { $0.value.number < $1.value.number }.map { lane, row in
            RelayLane(
                number: row.number, lane: lane, sequence: row.sequence, publishedHint: database.hints[row.number] ?? 0)
        }
    }

    func segments(after positions: [Int32: Int64], maxBytes: Int) throws(Fault) -> [Segment] {
        try use("outbox.read")
        return positions.sorted { $0.key < $1.key }.flatMap { lane, position in
            let rest = (database.outbox[lane] ?? []).filter { $0.lastSequence > position }
            return rest.prefix(1 + ports.fate.pick(4))
        }
    }

    func storeHints(_ hints: [Int32: Int64]) throws(Fault) {
        try use("hints.store")
        database.hints.merge(hints) { max($0, $1) }
        try ports.call("hints.stored", by: life)
    }

    func reclaim() throws(Fault) {
        try use("outbox.reclaim")
        for (lane, hint) in database.hints { database.outbox[lane]?.removeAll { $0.lastSequence <= hint } }
    }

    func close() { dropLeases() }

    /// A break shows once; then the same leases are taken again, or another process has them.
    private func use(_ name: String) throws(Fault) {
        do throws(Fault) { try ports.call(name, by: life) } catch {
            dropLeases()
            throw error
        }
        if isBroken {
            isBroken = false
            ports.fate.count("broken lease")
            throw Fault(.transient, name, "the connection is broken")
        }
        for shard in wanted where !take(shard) {
            wanted = []
            throw Fault(.superseded, name, "another process relays shard \(shard) by now")
        }
    }

    private func take(_ shard: Int) -> Bool {
        let me = ObjectIdentifier(self)
        if let holder = database.leases[shard], holder != me { return false }
        database.leases[shard] = me
        return true
    }

    private func dropLeases() {
        let me = ObjectIdentifier(self)
        database.leases = database.leases.filter { $0.value != me }
    }
}
