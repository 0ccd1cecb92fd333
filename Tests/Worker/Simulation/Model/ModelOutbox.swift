import Worker

/// The outbox as one relay thread sees it; its session, and the lease with it, can break.
final class ModelOutbox: OutboxStorage {
    private let database: ModelDatabase
    private let broker: ModelBroker
    private let producers: [Int]
    private let ports: Ports
    private let life: Life
    /// The shard whose lease this session was given.
    private var wanted: Int?
    /// The server has ended the session, and the relay does not know it yet.
    private(set) var isBroken = false

    init(_ world: ServiceWorld, life: Life) {
        database = world.database
        broker = world.broker
        producers = world.producers
        ports = world.ports
        self.life = life
    }

    /// The server ends the session: its lease is free. The relay learns of it at its next call.
    func breakSession() {
        guard wanted != nil else { return }
        isBroken = true
        ports.fate.note("the server ends the session of \(life)")
        dropLease()
    }

    /// For the oracle: whoever has a session that is whole and publishes must be the holder.
    func holds(_ shard: Int) -> Bool { database.leases[shard].holder === self }

    func tryLease(shard: Int) throws(Fault) -> Bool {
        wanted = nil
        try use("lease.take")
        guard take(shard) else { return false }
        wanted = shard
        ports.fate.note("\(life) has the lease")
        try after("lease.take")
        return true
    }

    func releaseLease(shard: Int) { dropLease() }

    func relayLanes(shard: Int, shardCount: Int) throws(Fault) -> [RelayLane] {
        try use("relay.lanes")
        let forgetsHints = ports.removal == .maxKafkaOnly
        return database.rows.filter { Int($0.number) % shardCount == shard }.map { row in
            RelayLane(
                number: row.number, lane: database.lanes[Int(row.number)], sequence: row.sequence,
                publishedHint: forgetsHints ? 0 : database.hints[Int(row.number)])
        }
    }

    func segments(after positions: [Int32: Int64], maxBytes: Int) throws(Fault) -> [Segment] {
        try use("outbox.read")
        var segments: [Segment] = []
        for lane in database.outbox.indices {
            guard let position = positions[Int32(lane)] else { continue }
            let rest = database.outbox[lane].filter { $0.lastSequence > position }
            segments += rest.prefix(4 - ports.fate.pick(4))
        }
        return segments
    }

    func storeHints(_ hints: [Int32: Int64]) throws(Fault) {
        try use("hints.store")
        for (lane, number) in hints.sorted(by: { $0.key < $1.key }) {
            let truth = published(lane)
            if number > truth {
                ports.fate.breach("\(database.service): hint \(number) of lane \(lane) is beyond \(truth), the truth")
            }
            database.raiseHint(Int(lane), to: number)
        }
        ports.fate.note("\(life) stores the hints \(Numbers.text(hints))")
        try after("hints.store")
    }

    func reclaim() throws(Fault) {
        try use("outbox.reclaim")
        for (lane, freed) in database.reclaim().enumerated() where freed > published(Int32(lane)) {
            ports.fate.breach("\(database.service): row up to \(freed) of lane \(lane) is freed before it is published")
        }
        try after("outbox.reclaim")
    }

    func close() { dropLease() }

    private func published(_ lane: Int32) -> Int64 {
        broker.coordinator.published(producers[Int(lane) % producers.count], lane)
    }

    /// A break shows once; then the same lease is taken again, or another process has it.
    private func use(_ name: String) throws(Fault) {
        do { try ports.before(name, life) } catch {
            dropLease()
            throw error
        }
        if isBroken {
            isBroken = false
            ports.fate.count(.brokenLease)
            throw Fault(.transient, name, "the connection is broken")
        }
        if let shard = wanted, !take(shard) {
            wanted = nil
            throw Fault(.superseded, name, "another process relays shard \(shard) by now")
        }
    }

    /// The answer may be lost with the connection, and the lease with it.
    private func after(_ name: String) throws(Fault) {
        do { try ports.after(name, life) } catch {
            dropLease()
            throw error
        }
    }

    private func take(_ shard: Int) -> Bool {
        if let holder = database.leases[shard].holder, holder !== self { return false }
        database.leases[shard].holder = self
        return true
    }

    private func dropLease() {
        for shard in database.leases.indices where holds(shard) { database.leases[shard].holder = nil }
    }
}

/// Lane numbers and what belongs to them, in a fixed order, for people.
enum Numbers {
    static func text(_ numbers: [Int32: Int64]) -> String {
        numbers.sorted { $0.key < $1.key }.map { "lane \($0.key) up to \($0.value)" }.joined(separator: ", ")
    }
}
