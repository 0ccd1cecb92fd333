import Worker

/// A copy of the relay. What it decides is decided by the real `RelayMachine` and `RelayRun`; what it does is done here
/// one action at a time.
final class ActionRelay: ActionProcess {
    private enum Stage {
        case asking
        case initializing
        case readingPositions
        case readingLanes([Int32: Int64])
        case sending(RelayRun, transaction: Int?, sent: Int, failed: Int)
        case committing(RelayRun, transaction: Int)
        case finishing(RelayRun, transaction: Int)
    }

    private let world: ActionWorld
    private let name: String
    private var machine = RelayMachine()
    private var stage = Stage.asking
    private var epoch = 0
    private var hasProducer = false
    private var transaction: Int?
    /// This session was given the lease.
    private var wantsLease = false
    private var isBroken = false

    init(_ world: ActionWorld, copy: Int) {
        self.world = world
        name = "relay \(copy + 1)"
    }

    func act() throws(Fault) {
        do throws(Fault) {
            switch stage {
            case .asking: try perform(machine.next())
            case .initializing: initialize()
            case .readingPositions: readPositions()
            case .readingLanes(let committed): try readLanes(committed)
            case .sending(let run, let transaction, let sent, let failed): try send(run, transaction, sent, failed)
            case .committing(let run, let transaction): try commit(run, transaction)
            case .finishing(let run, let transaction): try finish(run, transaction)
            }
        } catch {
            guard error.kind != .fatal else { throw error }
            stage = .asking
            machine.failed(error, sinkIsOpen: hasProducer)
        }
    }

    func die() {
        world.fate.note("\(name) dies")
        dropLease()
        machine = RelayMachine()
        stage = .asking
        hasProducer = false
        transaction = nil
        wantsLease = false
        isBroken = false
    }

    /// The server ends the session: the lease is free. The relay learns of it at its next call.
    func breakSession() {
        guard wantsLease else { return }
        world.fate.note("the server ends the session of \(name)")
        isBroken = true
        dropLease()
    }

    private func perform(_ action: RelayMachine.Action) throws(Fault) {
        switch action {
        case .takeLease: machine.leaseAnswered(try tryLease())
        case .waitForLease: machine.waitedForLease()
        case .open: if try tryLease() { stage = .initializing } else { machine.leaseLost() }
        case .fetch(let positions):
            try use("outbox.read")
            machine.fetched(segments(after: positions))
        case .publish(let run): begin(run)
        case .storeHints(let hints): try storeHints(hints)
        case .closeSink: close()
        case .rest, .backOff: break
        case .halt(let fault): throw fault
        }
    }

    // The database.

    private func tryLease() throws(Fault) -> Bool {
        wantsLease = false
        try use("lease.take")
        guard take() else { return false }
        wantsLease = true
        return true
    }

    private func take() -> Bool {
        if let holder = world.lease, holder !== self { return false }
        world.lease = self
        return true
    }

    private func dropLease() { if world.lease === self { world.lease = nil } }

    private func use(_ what: String) throws(Fault) {
        let fails = world.fate.strikes(world.setting.fault)
        if fails || isBroken {
            world.fate.count(isBroken ? .brokenLease : .fault)
            world.fate.note("\(name): \(what) fails")
            isBroken = false
            dropLease()
            throw Fault(.transient, what, "the world is away")
        }
        if wantsLease, !take() {
            wantsLease = false
            throw Fault(.superseded, what, "another process relays by now")
        }
    }

    private func segments(after positions: [Int32: Int64]) -> [Segment] {
        world.stores[0].segments.indices.flatMap { lane in
            world.stores[0].segments[lane].drop { $0.lastSequence <= positions[Int32(lane)] ?? 0 }
                .prefix(3 - world.fate.pick(3))
        }
    }

    private func storeHints(_ hints: [Int32: Int64]) throws(Fault) {
        try use("hints.store")
        world.fate.note("\(name) stores the hints \(Numbers.text(hints))")
        for (lane, hint) in hints.sorted(by: { $0.key < $1.key }) {
            let truth = world.coordinator.published(world.producer, lane)
            if hint > truth { world.fate.breach("hint \(hint) of lane \(lane) is beyond \(truth), the truth") }
            world.stores[0].hints[Int(lane)] = max(world.stores[0].hints[Int(lane)], hint)
        }
        machine.hintsStored()
    }

    // The broker.

    private func initialize() {
        if world.removal != .rebuildWithoutInit {
            world.finishAll { _ in true }
            epoch = world.coordinator.raiseEpoch(of: world.producer)
        }
        world.fate.note("\(name) opens a producer, epoch \(epoch)")
        hasProducer = true
        stage = .readingPositions
    }

    private func readPositions() {
        let known = world.hasTransactions && world.removal != .maxHintOnly
        let committed = known ? world.coordinator.positions(of: world.producer) : [:]
        world.fate.note("\(name) finds \(committed.isEmpty ? "no positions" : Numbers.text(committed))")
        stage = .readingLanes(committed)
    }

    private func readLanes(_ committed: [Int32: Int64]) throws(Fault) {
        try use("relay.lanes")
        let hints = world.removal == .maxKafkaOnly ? world.stores[0].hints.map { _ in 0 } : world.stores[0].hints
        let lanes = world.stores[0].rows.map { row in
            RelayLane(
                number: row.number, lane: LaneStore.ids[0][Int(row.number)], sequence: row.sequence,
                publishedHint: hints[Int(row.number)])
        }
        stage = .asking
        machine.opened(lanes: lanes, committed: committed, isTransactional: world.hasTransactions)
    }

    private func begin(_ run: RelayRun) {
        if !isBroken, world.lease !== self { world.fate.breach("\(name) publishes without the lease") }
        world.fate.note("\(name) publishes \(Numbers.text(run.ends))")
        transaction = world.hasTransactions ? world.coordinator.begin(world.producer) : nil
        stage = .sending(run, transaction: transaction, sent: 0, failed: 0)
    }

    private func send(_ run: RelayRun, _ transaction: Int?, _ sent: Int, _ failed: Int) throws(Fault) {
        try checkEpoch()
        guard let transaction else { return try sendPlainly(run, sent, failed) }
        for record in run.records { world.append(record, transaction: transaction) }
        stage = .committing(run, transaction: transaction)
    }

    /// Without transactions some records may fail while others of the same run are written.
    private func sendPlainly(_ run: RelayRun, _ sent: Int, _ failed: Int) throws(Fault) {
        guard sent == run.records.count else {
            let fails = strikes()
            if !fails { world.append(run.records[sent], transaction: nil) }
            stage = .sending(run, transaction: nil, sent: sent + 1, failed: failed + (fails ? 1 : 0))
            return
        }
        if failed > 0 { return try unknown("\(failed) events were not delivered", run) }
        world.coordinator.publish(world.producer, upTo: run.ends)
        if strikes() { return try unknown("the answers are lost", run) }
        published()
    }

    private func commit(_ run: RelayRun, _ transaction: Int) throws(Fault) {
        try checkEpoch()
        if strikes() { return try unknown("the commit did not arrive", run) }
        world.coordinator.startCommit(transaction, positions: run.ends)
        if strikes() {
            world.fate.count(.lateCommit)
            return try unknown("the commit takes its time", run)
        }
        stage = .finishing(run, transaction: transaction)
    }

    private func finish(_ run: RelayRun, _ transaction: Int) throws(Fault) {
        world.finish(transaction)
        self.transaction = nil
        if strikes() { return try unknown("the answer to the commit is lost", run) }
        published()
    }

    private func published() {
        stage = .asking
        machine.published()
    }

    private func strikes() -> Bool { world.fate.strikes(world.setting.unknownOutcome) }

    private func unknown(_ detail: String, _ run: RelayRun) throws(Fault) {
        world.fate.count(.unknownOutcome)
        world.fate.note("\(name): \(detail)")
        switch world.removal {
        case .rebuildTakenAsCommitted: published()
        case .rebuildTakenAsAborted: begin(run)
        default: throw Fault(.outcomeUnknown, "sink.commit", detail)
        }
    }

    private func checkEpoch() throws(Fault) {
        guard world.hasTransactions, world.removal != .fencing, world.removal != .rebuildWithoutInit,
            world.coordinator.epoch(of: world.producer) != epoch
        else { return }
        world.fate.count(.fenced)
        world.fate.note("\(name) is fenced")
        throw Fault(.superseded, "sink", "fenced")
    }

    private func close() {
        hasProducer = false
        machine.sinkClosed()
        guard let open = transaction else { return }
        transaction = nil
        // An abort on close reaches the broker, or the next producer's start does it.
        guard world.fate.pick(2) == 0, world.coordinator.epoch(of: world.producer) == epoch,
            world.coordinator.outcome(of: open) == .open, world.removal != .rebuildWithoutInit
        else { return }
        world.finish(open)
    }
}
