/// The relay of one shard as a value: it is told what happened and says what to do next. It does nothing itself.
///
/// `idle` (no lease) -> `leased` -> `open` (a producer lives, positions are known) -> back to `leased` after any
/// fault whose outcome is not known: the producer is closed, built anew and the position read again. `halted` ends
/// it.
package struct RelayMachine: Sendable {
    /// What the driver is to do now.
    package enum Action: Sendable, Equatable {
        case takeLease
        /// Wait, then take the lease again.
        case waitForLease
        /// Build a producer, read the lanes and the committed positions.
        case open
        /// Read segments after these positions.
        case fetch([Int32: Int64])
        /// Publish these records, with the end position of each lane, in one transaction.
        case publish(RelayRun)
        /// Tell PostgreSQL what is published.
        case storeHints([Int32: Int64])
        /// Nothing to publish: wait for a commit.
        case rest
        /// Close the producer; the next action after it follows.
        case closeSink
        /// Wait after a fault, then go on.
        case backOff(attempt: Int)
        /// Nothing helps but a person.
        case halt(Fault)
    }

    private enum State {
        case idle(asked: Bool)
        case leased
        case open
        case halted(Fault)
    }

    private var state: State = .idle(asked: false)
    private var positions: [Int32: Int64] = [:]
    private var hintsToStore: [Int32: Int64] = [:]
    /// What was fetched and is not published yet, first things first.
    private var runs: [RelayRun] = []
    /// How many numbers of one lane one publication may hold; nil where transactions make it all or nothing.
    private var laneLimit: Int?
    private var sinkIsOpen = false
    private var failures = 0
    private var mustBackOff = false
    private var restAfterFetch = false

    package init() {}

    /// True while the shard is ours.
    package var isLeased: Bool { if case .idle = state { false } else { true } }

    package mutating func next() -> Action {
        if case .halted(let fault) = state { return .halt(fault) }
        // Closed before the wait: a transaction that is left open holds up every reader of its topics.
        if case .leased = state, sinkIsOpen { return .closeSink }
        if mustBackOff {
            mustBackOff = false
            return .backOff(attempt: failures)
        }
        switch state {
        case .idle(let asked): return asked ? .waitForLease : .takeLease
        case .leased: return .open
        case .open: return nextWhileOpen()
        case .halted(let fault): return .halt(fault)
        }
    }

    private mutating func nextWhileOpen() -> Action {
        if let run = runs.first { return .publish(run) }
        if !hintsToStore.isEmpty { return .storeHints(hintsToStore) }
        if restAfterFetch {
            restAfterFetch = false
            return .rest
        }
        return .fetch(positions)
    }

    /// The lease was granted, or another process holds it.
    package mutating func leaseAnswered(_ granted: Bool) { state = granted ? .leased : .idle(asked: true) }

    /// The wait for the lease is over: ask again.
    package mutating func waitedForLease() { state = .idle(asked: false) }

    /// The producer is closed.
    package mutating func sinkClosed() { sinkIsOpen = false }

    /// A producer lives: earlier ones are fenced, their open transaction is decided. The position is the larger of
    /// what Kafka and PostgreSQL know: Kafka's may have expired or not exist, PostgreSQL's lags behind.
    ///
    /// - Parameter isTransactional: false limits a publication to as many numbers of a lane as `SequenceWindow`
    ///   remembers exactly: when some of its records fail and are sent again, readers tell the late ones from
    ///   repeats.
    package mutating func opened(lanes: [RelayLane], committed: [Int32: Int64], isTransactional: Bool) {
        sinkIsOpen = true
        laneLimit = isTransactional ? nil : SequenceWindow.capacity
        state = .open
        begin(lanes, committed)
    }

    private mutating func begin(_ lanes: [RelayLane], _ committed: [Int32: Int64]) {
        for lane in lanes {
            let position = max(committed[lane.number] ?? 0, lane.publishedHint)
            guard position <= lane.sequence else {
                return halt(Divergence.published(lane.lane, position, numbered: lane.sequence))
            }
            positions[lane.number] = position
            if position > lane.publishedHint { hintsToStore[lane.number] = position }
        }
    }

    /// How many events of these lanes are committed and not yet published.
    package func unpublished(among lanes: [RelayLane]) -> Int64 {
        lanes.reduce(0) { $0 + max(0, $1.sequence - (positions[$1.number] ?? $1.publishedHint)) }
    }

    /// Those of the lanes that were registered after the producer was opened.
    package func unknown(among lanes: [RelayLane]) -> [RelayLane] { lanes.filter { positions[$0.number] == nil } }

    /// Takes in lanes that were registered after the producer was opened, with the same care: in a restored database
    /// a lane can be new whose number Kafka has seen before.
    package mutating func discovered(_ lanes: [RelayLane], committed: [Int32: Int64]) { begin(lanes, committed) }

    /// Segments were read: they must go on where the positions end, without a hole.
    package mutating func fetched(_ segments: [Segment]) {
        guard !segments.isEmpty else {
            // All is published, so whatever failed is over; a worker that seldom has anything to publish must not carry
            // the waits of faults long past.
            failures = 0
            restAfterFetch = true
            return
        }
        do { runs = try RelayRun.runs(of: segments, after: positions, laneLimit: laneLimit) } catch { halt(error) }
    }

    /// The run was published as a whole.
    package mutating func published() {
        guard let run = runs.first else { return }
        failures = 0
        for (lane, end) in run.ends {
            positions[lane] = end
            hintsToStore[lane] = end
        }
        runs.removeFirst()
    }

    /// PostgreSQL knows what is published.
    package mutating func hintsStored() { hintsToStore = [:] }

    /// Something failed. Whatever it was, the producer does not survive it and no outcome is assumed.
    ///
    /// - Parameter sinkIsOpen: true when there is a producer to close.
    package mutating func failed(_ fault: Fault, sinkIsOpen: Bool) {
        guard fault.kind != .fatal, fault.kind != .data else { return halt(fault) }
        self.sinkIsOpen = sinkIsOpen
        runs = []
        failures += 1
        mustBackOff = true
        positions = [:]
        hintsToStore = [:]
        restAfterFetch = false
        // The lease may be gone with its connection: `open` asks for it again.
        state = sinkIsOpen ? .leased : .idle(asked: false)
    }

    /// The shard is not ours any more: another process may hold the lease now.
    package mutating func leaseLost() {
        failed(Fault(.transient, "relay.lease", "another process holds the lease"), sinkIsOpen: sinkIsOpen)
    }

    private mutating func halt(_ fault: Fault) { state = .halted(fault) }
}
