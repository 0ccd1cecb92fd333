import Contracts
import Kernel
import TestSupport
import Testing
import Worker

@testable import load

struct LoadEventTests {
    private let stories = Stories(seed: 7)

    private func check(_ record: OutboundRecord) throws {
        let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
        guard let kind = Catalogue.kind(named: event.type) else { throw RunError("no such type: \(event.type)") }
        #expect(kind.topic.name == record.topic)
        #expect(try kind.check(event.data).description == String(decoding: record.key ?? [], as: UTF8.self))
    }

    @Test func storiesKeepTheContract() throws {
        var records = [try stories.policy(), try stories.article("S1", version: 3)]
        for number in 0..<200 {
            records += [try stories.shipped(number), try stories.delivered(number), try stories.requested(number)]
        }

        for record in records { try check(record) }
    }

    /// What only one worker reads must not wait for another one: a backlog of a million stood still for that.
    @Test func aLaneWaitsForThoseThatReadItOnly() {
        let (orders, requests) = (LaneID("commerce.orders", 0), LaneID("returns.requests", 0))
        let intake = [orders: 5, requests: 7]
        let recall = [orders: 3]

        #expect(Feeder.least([intake, recall], orders) == 3)
        #expect(Feeder.least([intake, recall], requests) == 7)
        #expect(Feeder.least([intake, [:]], requests) == 0, "it may read the lane once it is given lanes")
    }

    @Test func theSameSeedGivesTheSameStories() throws {
        #expect(try stories.shipped(5) == Stories(seed: 7).shipped(5))
        #expect(try (0..<20).contains { try stories.shipped($0) != Stories(seed: 8).shipped($0) })
    }

    @Test func returnsAreFoundByTheirKeys() throws {
        #expect(Stories.number(ofReturn: try stories.requested(1_234).key) == 1_234)
        #expect(Stories.number(ofReturn: nil) == nil)
    }

    /// What only the database refuses keeps the contract: it must get as far as that.
    @Test(arguments: Garbage.allCases) func garbageBreaksTheContractOrTheDatabase(kind: Garbage) throws {
        let record = try kind.record(1)

        if kind == .unstorable {
            try check(record)
        } else {
            #expect(throws: (any Error).self) { try check(record) }
        }
    }
}
