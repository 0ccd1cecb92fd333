import Contracts
import Kernel
import Logging
import Worker

/// Some records through the real worker loop, on ports in memory.
struct LanePortion {
    let goldens: Goldens
    var storage = MemoryStorage()

    /// - Parameters:
    ///   - numbers: of the inputs.
    ///   - isStepwise: one record a batch, to find the one that is to blame.
    /// - Throws: `Objection`, or the fault that ended the worker.
    func run(_ numbers: Range<UInt64>, seed: UInt64, isStepwise: Bool, _ tally: Tally) throws {
        let (lanes, places) = records(numbers, seed)
        var dice = Dice(seed: seed, numbers.lowerBound)
        let size = isStepwise ? 1 : dice.pick([1, 3, 20, 100, 1_000])
        let feed = try drive(lanes, batch: size) { record in
            tally.begin(places[record.lane]?[Int(record.offset)] ?? numbers.lowerBound)
        }
        guard feed.isDry else { throw Objection("the lanes stall") }
        try judge(lanes, tally)
    }

    private func records(
        _ numbers: Range<UInt64>, _ seed: UInt64
    ) -> (lanes: [LaneID: [InboundRecord]], places: [LaneID: [UInt64]]) {
        let maker = RecordDice(goldens)
        var lanes: [LaneID: [InboundRecord]] = [:]
        var places: [LaneID: [UInt64]] = [:]
        for number in numbers {
            var dice = Dice(seed: seed, 2, number)
            var record = maker.record(number, &dice)
            record.offset = Int64(lanes[record.lane]?.count ?? 0)
            lanes[record.lane, default: []].append(record)
            places[record.lane, default: []].append(number)
        }
        return (lanes, places)
    }

    private func drive(
        _ lanes: [LaneID: [InboundRecord]], batch: Int, onHandOut: @escaping (InboundRecord) -> Void
    ) throws -> Feed {
        var limits = WorkerLimits()
        limits.batchRecords = batch
        var feed: Feed?
        let loop = WorkerLoop(
            Witness.definition, storage: storage, clock: SetClock(), limits: limits, health: WorkerHealth(),
            stop: StopFlag(), committed: WakeSignal(), pause: { _ in },
            logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        try loop.start { (listener) throws(Fault) in
            let made = Feed(lanes, listener: listener)
            made.onHandOut = onHandOut
            feed = made
            return made
        }
        guard let feed else { throw Unusable("no consumer") }
        let most = lanes.values.reduce(10) { $0 + $1.count }
        for _ in 0..<most where !feed.isDry { try loop.step() }
        loop.finish()
        return feed
    }

    private func judge(_ lanes: [LaneID: [InboundRecord]], _ tally: Tally) throws {
        let outbox = try storage.segments.flatMap { try SegmentCodec.decode($0.records) }
        let account = try Account(outbox)
        guard account.events.isEmpty else { throw Objection("an event from nowhere") }
        var forecast = LaneForecast()
        var expected: [String: Int] = [:]
        var letters = 0
        for lane in lanes.keys.sorted() {
            for record in lanes[lane] ?? [] {
                let fate = forecast.fate(of: record)
                let letter = try account.letter(of: record, service: Witness.name)
                guard (letter != nil) == (fate == .deadLetter) else {
                    throw Objection("\(lane) offset \(record.offset): expected \(fate), found \(letter as Any)")
                }
                switch fate {
                case .note(let note): expected[note, default: 0] += 1
                case .deadLetter: letters += 1
                case .nothing: tally.add(.ignored)
                }
            }
            guard storage.rows[lane]?.nextOffset == Int64(lanes[lane]?.count ?? 0) else {
                throw Objection("\(lane) is not applied to its end")
            }
        }
        guard letters == account.letterCount else { throw Objection("dead letters that nobody expects") }
        let noted = Dictionary(storage.notes.map { ($0, 1) }, uniquingKeysWith: +)
        guard noted == expected else { throw Objection("what was noted is not what came") }
        tally.add(.deadLetters, letters)
        tally.add(.accepted, storage.notes.count)
    }
}
