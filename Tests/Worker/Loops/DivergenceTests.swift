import Contracts
import Kernel
import Testing

@testable import Worker
@testable import WorkerSimulation

/// A database and a broker that do not belong together: seen before anything is applied, and said in one message.
@Suite struct DivergenceTests {
    private let lane = LaneID(Topic.orders.name, 0)

    @Test func numbersThatThePublishedOnesAreAheadOfStopTheWorker() throws {
        let bench = Bench()
        bench.deliver("1")
        let memory = PlantedMemory()
        let loop = try bench.worker(memory: memory)
        memory.published = [1: 5]

        let fault = #expect(throws: Fault.self) { for _ in 0..<3 { try loop.step() } }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("commerce.orders.0 is published up to number 5") == true)
        #expect(fault?.detail.contains("only numbered 0") == true)
        #expect(bench.database.done.isEmpty, "nothing is numbered before the comparison")
    }

    @Test func theLaneOfTimersIsComparedToo() throws {
        let bench = Bench()
        let memory = PlantedMemory()
        memory.published = [0: 1]

        #expect(throws: Fault.self) { _ = try bench.worker(memory: memory) }
    }

    @Test func whatIsPublishedAndKnownIsNoReasonToStop() throws {
        let bench = Bench()
        bench.deliver("1", "2")
        let memory = PlantedMemory()
        let first = try bench.worker(memory: memory)
        for _ in 0..<3 { try first.step() }
        memory.published = [1: 2]
        memory.reported = [lane: 2]

        let second = try bench.worker(memory: memory)
        bench.deliver("3")
        for _ in 0..<4 { try second.step() }

        #expect(bench.database.done == ["delivered 1": 1, "delivered 2": 1, "delivered 3": 1])
    }

    @Test func aGroupThatIsAheadByRecordsStopsTheWorker() throws {
        let bench = Bench()
        bench.deliver("1", "2", "3")
        let memory = PlantedMemory()
        memory.reported = [lane: 2]
        let loop = try bench.worker(memory: memory)

        let fault = #expect(throws: Fault.self) { for _ in 0..<3 { try loop.step() } }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("Kafka's group has 2") == true)
        #expect(bench.database.done.isEmpty)
    }

    @Test func aRowThatGoesBackStopsTheWorker() throws {
        let bench = Bench()
        bench.deliver("1", "2")
        let loop = try bench.worker()
        for _ in 0..<3 { try loop.step() }
        bench.database[lane]?.nextOffset = 1
        bench.deliver("3")

        let fault = #expect(throws: Fault.self) { for _ in 0..<3 { try loop.step() } }

        #expect(fault?.detail.contains("was applied up to offset 2, but the database is at 1 now") == true)
        #expect(bench.database.done == ["delivered 1": 1, "delivered 2": 1])
    }

    @Test func aLaneWhoseRowIsGoneStopsTheWorker() throws {
        let bench = Bench()
        bench.deliver("1")
        let loop = try bench.worker()
        for _ in 0..<2 { try loop.step() }
        bench.database[lane] = nil
        bench.deliver("2")

        let fault = #expect(throws: Fault.self) { for _ in 0..<4 { try loop.step() } }

        #expect(fault?.detail.contains("the row of lane commerce.orders.0 is gone") == true)
    }

    @Test func anotherRecordInThePlaceOfTheLastOneStopsItsLaneOnly() throws {
        let bench = Bench()
        bench.deliver("1", "2")
        let first = try bench.worker()
        for _ in 0..<3 { try first.step() }
        bench.database[lane]?.witness?.digest ^= 1
        bench.deliver("3")
        bench.database.apply(
            .setTimer(TimerEntry(key: "x", kind: Remind.kind, dueAt: .epoch, payload: Array("{}".utf8))))

        let second = try bench.worker()
        for _ in 0..<4 { try second.step() }

        #expect(bench.database.done["delivered 3"] == nil)
        #expect(bench.health.obstacles().contains { $0.contains("the topic was made anew") })
        #expect(bench.database.timer("x")?.dueAt != .epoch, "timers go on")
    }

    @Test func anotherClusterOrPrefixIsRefused() throws {
        let bench = Bench()
        let memory = PlantedMemory()
        _ = try bench.worker(memory: memory)
        memory.ours.topicPrefix = "test."

        let fault = #expect(throws: Fault.self) { _ = try bench.worker(memory: memory) }

        #expect(fault?.detail.contains("belongs to no topic prefix on the Kafka cluster 'one'") == true)
        #expect(fault?.detail.contains("the topic prefix 'test.'") == true)
        memory.ours = Deployment(topicPrefix: "", clusterID: "two")
        #expect(throws: Fault.self) { _ = try bench.worker(memory: memory) }
        memory.ours.clusterID = ""
        #expect(throws: Never.self) { _ = try bench.worker(memory: memory) }
    }

    @Test func aBrokerThatIsAwayIsWaitedFor() throws {
        let bench = Bench()
        bench.deliver("1")
        let memory = PlantedMemory()
        memory.faults = 3
        var waits = 0
        bench.onPause = { _ in waits += 1 }

        let loop = try bench.worker(memory: memory)
        for _ in 0..<3 { try loop.step() }

        #expect(waits == 3)
        #expect(bench.database.done == ["delivered 1": 1])
    }
}

/// A memory that the test writes.
final class PlantedMemory: BrokerMemory {
    var reported: [LaneID: Int64] = [:]
    var published: [Int32: Int64] = [:]
    var ours = Deployment(topicPrefix: "", clusterID: "one")
    /// How many of the next questions find the broker away.
    var faults = 0

    private func ask() throws(Fault) {
        guard faults > 0 else { return }
        faults -= 1
        throw Fault(.transient, "memory", "away")
    }

    func reportedOffsets(_ lanes: [LaneID]) throws(Fault) -> [LaneID: Int64] {
        try ask()
        return reported.filter { lanes.contains($0.key) }
    }

    func publishedNumbers(_ laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        try ask()
        return published.filter { laneNumbers.contains($0.key) }
    }

    func deployment() throws(Fault) -> Deployment {
        try ask()
        return ours
    }

    func close() {}
}
