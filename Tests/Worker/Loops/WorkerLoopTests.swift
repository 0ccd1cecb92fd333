import Contracts
import Kernel
import Testing

@testable import Worker
@testable import WorkerSimulation

@Suite struct WorkerLoopTests {
    private let lane = LaneID(Topic.orders.name, 0)

    @Test func aDeliveryIsNotedAndToldInOneBatch() throws {
        let bench = Bench()
        bench.deliver("1", "2")
        let loop = try bench.worker()

        for _ in 0..<3 { try loop.step() }

        #expect(bench.database.done == ["delivered 1": 1, "delivered 2": 1])
        #expect(bench.database[lane]?.nextOffset == 2)
        #expect(bench.database[lane]?.sequence == 2)
    }

    @Test func anOutageIsWaitedOutAndSaidToProbes() throws {
        let bench = Bench()
        bench.deliver("1")
        let storage = PlantedStorage(bench)
        let loop = try bench.worker(storage)
        try loop.step()
        storage.faults = Array(repeating: Fault(.transient, "connect", "away"), count: 30)
        var waits: [Int] = []
        var obstacles: Set<[String]> = []
        bench.onPause = {
            waits.append($0)
            obstacles.insert(bench.health.obstacles())
        }

        for _ in 0..<2 { try loop.step() }

        #expect(waits.prefix(4) == [1, 2, 4, 4])
        #expect(obstacles == [["waiting: connect"]])
        #expect(bench.health.obstacles().isEmpty)
        #expect(bench.database.done == ["delivered 1": 1])
    }

    @Test func anOutageThatEndsInRefusedDataLeavesTheWorkerReady() throws {
        let bench = Bench()
        bench.database.refuses = { $0 == "delivered 1" }
        bench.deliver("1")
        let storage = PlantedStorage(bench)
        let loop = try bench.worker(storage)
        try loop.step()
        storage.faults = [Fault(.transient, "connect", "away")]

        for _ in 0..<2 { try loop.step() }

        #expect(bench.health.obstacles().isEmpty)
        #expect(bench.database[lane]?.nextOffset == 1)
    }

    @Test func aStopDuringAnOutageEndsTheStepWithoutTheBatch() throws {
        let bench = Bench()
        bench.deliver("1")
        let storage = PlantedStorage(bench)
        let loop = try bench.worker(storage)
        try loop.step()
        storage.faults = Array(repeating: Fault(.transient, "connect", "away"), count: 1_000)
        bench.onPause = { _ in bench.stop.set() }

        try loop.step()

        #expect(bench.database.done.isEmpty)
        #expect(bench.database[lane]?.nextOffset == nil)
    }

    @Test func aBadRecordAmongGoodOnesIsTheOnlyDeadLetter() throws {
        let bench = Bench()
        bench.database.refuses = { $0 == "delivered 3" }
        bench.deliver("1", "2", "3", "4", "5")
        let loop = try bench.worker()

        for _ in 0..<9 { try loop.step() }

        #expect(Set(bench.database.done.keys) == ["delivered 1", "delivered 2", "delivered 4", "delivered 5"])
        #expect(bench.database[lane]?.nextOffset == 5)
        let letters = try bench.database.outbox[1].flatMap { try SegmentCodec.decode($0.records) }
            .filter { $0.topic == Topic.orders.deadLetterName }
        #expect(letters.map(\.key) == [Array("shop/3".utf8)])
    }

    /// Going round for ever would be worse than to stop: nobody would see it.
    @Test func aDeadLetterThatCannotBeStoredStopsItsLaneWithItsPlace() throws {
        let bench = Bench()
        bench.deliver("1")
        let storage = PlantedStorage(bench)
        let loop = try bench.worker(storage)
        try loop.step()
        storage.faults = Array(repeating: Fault(.data, "outbox.append", "too large"), count: 2)

        for _ in 0..<3 { try loop.step() }

        #expect(storage.faults.isEmpty)
        #expect(bench.health.obstacles().count == 1)
        #expect(bench.health.obstacles().first?.contains("commerce.orders.0 offset 0: the dead letter") == true)
        #expect(bench.database[lane]?.nextOffset == nil)
        #expect(bench.database.done.isEmpty)
    }

    /// The records of other lanes in the same batch, and all that follow, are applied.
    @Test func aLaneWhoseDeadLetterCannotBeStoredDoesNotStopTheOthers() throws {
        let bench = Bench(partitions: 2)
        for order in 1...8 { bench.deliver("\(order)") }
        let healthy = LaneID(Topic.orders.name, 1)
        let good = bench.broker.read(healthy, from: 0, limit: .max).records.count
        try #require((1...7).contains(good))
        let loop = try bench.worker()
        try loop.step()
        let poisoned = bench.database.number(of: lane)
        bench.database.refusesSegment = { Int($0.laneNumber) == poisoned }

        for _ in 0..<4 { try loop.step() }

        #expect(bench.health.obstacles().count == 1)
        #expect(bench.database[healthy]?.nextOffset == Int64(good))
        #expect(bench.database.effects.count == good)
        #expect(bench.database[lane]?.nextOffset == nil)
    }

    @Test func aCommitWhoseAnswerWasLostIsNotAppliedTwice() throws {
        let bench = Bench()
        bench.deliver("1", "2")
        let loop = try bench.worker()
        try loop.step()
        bench.database[lane]?.nextOffset = 2
        bench.database[lane]?.sequence = 2

        for _ in 0..<3 { try loop.step() }
        bench.deliver("3")
        for _ in 0..<3 { try loop.step() }

        #expect(bench.database.done == ["delivered 3": 1])
    }

    @Test func aReplayedDeadLetterIsAppliedOnceAndItsCopyDropped() throws {
        let bench = Bench(SampleServices.second)
        let event = CloudEvent(
            id: "x", source: "/backhaul/first", type: Told.type, lane: "commerce.orders.0", sequence: 1,
            data: Array("{\"merchant\":\"m\",\"orderId\":\"1\",\"word\":\"delivered\"}".utf8))
        let headers = event.binaryHeaders().map { RecordHeader($0.name, $0.value) }
        let letter = [
            RecordHeader(DeadLetter.connectorName, text: "second"), RecordHeader(DeadLetter.lane, text: "t.0"),
            RecordHeader(DeadLetter.sequence, text: "4"),
        ]
        func put(_ headers: [RecordHeader]) {
            bench.broker.append(
                OutboundRecord(topic: Topic.decisions.name, key: nil, value: event.data, headers: headers))
        }
        bench.database.refuses = { _ in true }
        put(headers)
        let loop = try bench.worker()
        for _ in 0..<3 { try loop.step() }
        bench.database.refuses = { _ in false }

        for _ in 0..<2 { put(headers + letter) }
        for _ in 0..<3 { try loop.step() }

        #expect(bench.database.done == ["delivered 1": 1])
    }
}

@Suite struct TimerTests {
    @Test func aTimerFiresOnceWhenItIsDue() throws {
        let bench = Bench()
        bench.deliver("1")
        let loop = try bench.worker()

        for _ in 0..<60 { try loop.step() }

        #expect(bench.database.done == ["delivered 1": 1, "reminded 1": 1])
        #expect(bench.database.timers.isEmpty)
        #expect(bench.database[TimerLane.id]?.sequence == 1)
    }

    /// A recall goes from batch to batch by such timers.
    @Test func aTimerThatIsDueAtOnceFiresInTheSameStep() throws {
        let bench = Bench()
        bench.limits.timerCheckMilliseconds = 60_000
        let loop = try bench.worker()
        for _ in 0..<3 { try loop.step() }
        bench.deliver("1", "\(NoteDelivery.atOnce) 2")

        while bench.database.done["delivered 1"] == nil { try loop.step() }

        #expect(bench.database.done["reminded \(NoteDelivery.atOnce) 2"] == 1)
        #expect(bench.database.done["reminded 1"] == nil)
    }

    @Test func nobodyWaitsForRecordsWhileTimersAreDue() throws {
        let bench = Bench()
        bench.limits.timersPerBatch = 10
        for number in 0..<200 {
            bench.database.apply(
                .setTimer(TimerEntry(key: "\(number)", kind: Remind.kind, dueAt: .epoch, payload: [])))
        }
        let loop = try bench.worker()
        try loop.step()
        let began = bench.fate.now()

        while !bench.database.timers.isEmpty { try loop.step() }

        #expect(bench.fate.now().since(began) < .milliseconds(Int64(bench.limits.pollWaitMilliseconds)))
    }

    @Test func aTimerThatCannotFireIsPutOffAndTheOthersGoOn() throws {
        let bench = Bench()
        bench.database.refuses = { $0 == "reminded 2" }
        bench.deliver("1", "2", "3", "4")
        let loop = try bench.worker()

        for _ in 0..<80 { try loop.step() }

        #expect(
            bench.database.done.filter { $0.key.hasPrefix("reminded") } == [
                "reminded 1": 1, "reminded 3": 1, "reminded 4": 1,
            ])
        let left = try #require(bench.database.timer("2"))
        #expect(left.dueAt.since(bench.fate.now()) > .seconds(3_000))

        bench.database.refuses = { _ in false }
        bench.fate.pass(milliseconds: 4_000_000)
        for _ in 0..<3 { try loop.step() }
        #expect(bench.database.done["reminded 2"] == 1)
    }

    @Test func aTimerOfAnUnknownKindIsPutOff() throws {
        let bench = Bench()
        bench.database.apply(.setTimer(TimerEntry(key: "odd", kind: "odd", dueAt: .epoch, payload: [])))
        let loop = try bench.worker()

        for _ in 0..<5 { try loop.step() }

        #expect(bench.database.timer("odd").map { $0.dueAt > bench.fate.now() } == true)
    }

    @Test func theLaneOfTimersIsMissedAndNothingIsLostInSilence() throws {
        let bench = Bench()
        let loop = try bench.worker()
        bench.database[TimerLane.id] = nil
        bench.database.apply(.setTimer(TimerEntry(key: "1", kind: Remind.kind, dueAt: .epoch, payload: [])))

        let fault = #expect(throws: Fault.self) { for _ in 0..<3 { try loop.step() } }

        #expect(fault?.kind == .fatal)
        #expect(bench.database.timer("1") != nil)
    }
}
