import Kernel
import Logging
import Postgres
import Worker

/// One worker of a real service, driven by hand.
struct ServiceBench<Working: WorkingSet> {
    let log = ErrorLog()
    private let storage: PostgresStorage
    private let clock = SetClock()
    private let loop: WorkerLoop<Working>

    init(_ definition: ServiceDefinition<Working>, _ storage: PostgresStorage, batch: Int) {
        self.storage = storage
        var limits = WorkerLimits()
        limits.batchRecords = batch
        let log = self.log
        loop = WorkerLoop(
            definition, storage: storage, clock: clock, limits: limits, health: WorkerHealth(), stop: StopFlag(),
            committed: WakeSignal(), pause: { _ in log.stop() }, logger: Logger(label: "fuzz") { _ in log })
    }

    /// Timers that nobody set: of no kind, or with a payload that is none.
    func plantTimers(_ dice: inout Dice) throws {
        let kinds = ["fuzz", "decide", "transit", "receipt", "product_wait", "policy_wait", "sweep", "recall_sweep"]
        let payloads = ["", "{", "[]", "{}", "{\"merchant\":7}", "\u{0}"]
        let timers = (0..<4).map { number in
            TimerEntry(
                key: "fuzz-\(number)", kind: dice.once(in: 2) ? "fuzz" : dice.pick(kinds),
                dueAt: Instant(microseconds: dice.pick([0, .min, 1])), payload: Array(dice.pick(payloads).utf8))
        }
        try storage.transaction { (unit) throws(Fault) in try unit.scheduleTimers(timers) }
    }

    /// Hands out all records, then lets time pass until what they led to is done.
    mutating func drive(_ input: PortionInput, _ tally: Tally) throws {
        var feed: Feed?
        let clock = self.clock
        try loop.start { (listener) throws(Fault) in
            let made = Feed(input.lanes, listener: listener)
            made.onHandOut = { record in
                tally.begin(input.number(of: record))
                clock.pass(.seconds(20))
            }
            feed = made
            return made
        }
        guard let feed else { throw Unusable("no consumer") }
        for _ in 0..<(input.count * 2 + 50) where !feed.isDry { try step() }
        guard feed.isDry else { throw Objection("the lanes stall") }
        for _ in 0..<30 {
            clock.pass(.hours(10))
            for _ in 0..<20 { try step() }
        }
        loop.finish()
    }

    private func step() throws {
        clock.pass(.milliseconds(300))
        let watch = ContinuousClock.now
        try loop.step()
        let seconds = (ContinuousClock.now - watch) / .seconds(1)
        guard !log.hasWaited else { throw Objection("the worker waits and tries again") }
        // A session may hold its locks for a minute; then the server ends it, and the same batch comes again, for ever.
        guard seconds < 20 else { throw Objection("one step took \(Int(seconds)) s") }
    }
}
