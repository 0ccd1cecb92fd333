import Contracts
import Kernel
import Testing

@testable import Worker
@testable import WorkerSimulation

@Suite struct RelayLoopTests {
    private func commit(_ bench: Bench, _ orders: String...) throws {
        for order in orders { bench.deliver(order) }
        let loop = try bench.worker()
        for _ in 0..<(3 + orders.count) { try loop.step() }
        loop.finish()
    }

    @Test func aStopPublishesWhatWasCommittedJustBefore() throws {
        let bench = Bench()
        try commit(bench, "1")
        let relay = bench.relay(
            afterRead: { found in
                // The consumers' last commit and the stop, just after the relay has found nothing more.
                guard found.isEmpty, !bench.stop.isSet else { return }
                _ = try? commit(bench, "2")
                bench.stop.set()
            }, wait: { _ in })

        try relay.run()

        #expect(bench.records(Topic.decisions.name).count == 2)
        #expect(bench.database.hints.max() == 2)
        #expect(bench.database.leases.allSatisfy { $0.holder == nil }, "the lease is given back")
    }

    @Test func aRelayWithoutTheLeaseWaitsAndPublishesNothing() throws {
        let bench = Bench()
        try commit(bench, "1")
        let other = ModelOutbox(bench.world, life: Life("another", 1))
        #expect(try other.tryLease(shard: 0))
        var waits: [Int] = []
        let relay = bench.relay {
            waits.append($0)
            if waits.count >= 3 { bench.stop.set() }
        }

        try relay.run()

        #expect(waits == Array(repeating: bench.limits.leaseRetryMilliseconds, count: 3))
        #expect(other.holds(0))
        #expect(bench.records(Topic.decisions.name).isEmpty)
    }

    @Test func aRestoredDatabaseStopsTheRelayWithBothNumbers() throws {
        let bench = Bench()
        try commit(bench, "1", "2")
        bench.database.hints[1] = 40
        let relay = bench.relay { _ in bench.stop.set() }

        let fault = #expect(throws: Fault.self) { try relay.run() }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("40") == true)
        #expect(bench.records(Topic.decisions.name).isEmpty)
    }

    @Test func lanesThatAreRegisteredLaterArePublishedToo() throws {
        let bench = Bench()
        var waits = 0
        let relay = bench.relay { milliseconds in
            bench.fate.pass(milliseconds: 600)
            waits += 1
            if waits == 1 { _ = try? commit(bench, "1") }
            if waits >= 4 { bench.stop.set() }
        }

        try relay.run()

        #expect(bench.records(Topic.decisions.name).count == 1)
    }

    /// Found by the simulation: the rows were read, the relay stood still, another published what was numbered since,
    /// and Kafka's position was taken for one that a restored database does not know.
    @Test func aRelayThatStoodStillWhileAnotherPublishedDoesNotStop() throws {
        let bench = Bench()
        try commit(bench, "1")
        var standsStill = true
        let slow = bench.relay(
            afterLanes: {
                guard standsStill else { return }
                standsStill = false
                // The server has ended its session, so the lease is free.
                bench.database.leases[0].holder = nil
                _ = try? commit(bench, "2")
                let other = bench.relay { _ in }
                for _ in 0..<5 { _ = try? other.step() }
            }, wait: { _ in })

        for _ in 0..<20 { try slow.step() }

        #expect(!standsStill)
        #expect(bench.records(Topic.decisions.name).count == 2)
        #expect(bench.database.hints.max() == 2)
    }
}
