import Contracts
import Kernel
import Postgres
import Synchronization
import TestSupport
import Testing
import Worker

/// Two workers at once, each with one half of a pair, both transactions open at the same time: whichever begins first,
/// neither may miss the other.
@Suite(.freshSchema(GradingShop.tables)) struct GradingRendezvousTests {
    /// What makes up the story of one unit, with an article and a policy of its own.
    private func events(_ number: Int) throws -> [GradingInput] {
        var arrival = GradingInputs.arrival("u\(number)", sku: "k\(number)")
        arrival.policyId = "p\(number)"
        return [
            .received(UnitReceived(arrival)),
            .product(try #require(GradingInputs.product(.toys, sku: "k\(number)"))),
            .policy(try #require(GradingInputs.policy([.b: 1_500], id: "p\(number)"))),
            .result(GradingInputs.result("u\(number)", GradingInputs.played)),
        ]
    }

    @Test(arguments: GradingShop.Pause.allCases)
    func noTwoEventsAtOnceMissEachOther(_ pause: GradingShop.Pause) throws {
        let one = try GradingShop()
        let observer = try TestSchema.current().connect(application: "observer")
        defer { observer.close() }
        var number = 0
        for first in 0..<4 {
            for second in 0..<4 where second != first {
                for others in 0..<4 {
                    number += 1
                    let story = try events(number)
                    let rest = (0..<4).filter { $0 != first && $0 != second }
                    let before = rest.enumerated().filter { others & (1 << $0.offset) != 0 }.map(\.element)
                    var out = try one.batch(before.map { story[$0] })
                    out += try atOnce(story[first], one, pause, story[second], observer)
                    // Only what was not there yet: a fact that got lost would come back with a repeat, unseen.
                    for late in rest where !before.contains(late) { out += try one.batch([story[late]]) }
                    #expect(try grades(out).count == 1)
                    for event in story { out += try one.batch([event]) }
                    #expect(try grades(out).map(\.refundReductionBasisPoints) == [BasisPoints(1_500)])
                    #expect(try grades(out).map(\.treeId) == ["toys"])
                }
            }
        }
        #expect(try one.count("unit WHERE stage = 'graded'") == Int64(number))
        #expect(try one.count("watch") == 0)
    }

    @Test func anArrivalAndItsDescriptionWaitForEachOther() throws {
        let one = try GradingShop()
        let observer = try TestSchema.current().connect(application: "observer")
        defer { observer.close() }
        let story = try events(1)
        let schema = try TestSchema.current()
        var second: BackgroundThread<[OutgoingEvent]>?
        var neverBlocked: (any Error)?
        let early = try one.batch([story[0]]) { place in
            guard place == .stored else { return }
            second = BackgroundThread { try GradingShop(schema, application: "other").batch([story[1]]) }
            do { try schema.waitUntilBlocked(application: "other", observer: observer) } catch { neverBlocked = error }
        }
        #expect(neverBlocked == nil && early.isEmpty)
        #expect(try #require(second).value().map(\.type) == [InspectionRequired.type])
    }

    /// Runs `second` on another connection while the transaction of `first` is held up, until it waits for it or is
    /// done.
    private func atOnce(
        _ first: GradingInput, _ one: GradingShop, _ pause: GradingShop.Pause, _ second: GradingInput,
        _ observer: Connection
    ) throws -> [OutgoingEvent] {
        let schema = try TestSchema.current()
        let done = Flag()
        var thread: BackgroundThread<[OutgoingEvent]>?
        var fault: (any Error)?
        let early = try one.batch([first]) { place in
            guard place == pause else { return }
            thread = BackgroundThread {
                defer { done.raise() }
                return try GradingShop(schema, application: "other").batch([second])
            }
            do { try waitUntilBlocked(orDone: done, observer) } catch { fault = error }
        }
        if let fault { throw fault }
        return early + (try #require(thread).value())
    }

    private func waitUntilBlocked(orDone done: Flag, _ observer: Connection) throws(Fault) {
        let blocked = Statement(
            "test.blocked",
            """
            SELECT count(*) FROM pg_sleep(0.002),
                (SELECT FROM pg_stat_activity WHERE application_name = 'other' AND wait_event_type = 'Lock') AS waiting
            """)
        for _ in 0..<5_000 where !done.isRaised {
            if try observer.run(blocked, []).int(0, 0) > 0 { return }
        }
        if !done.isRaised { throw Fault(.fatal, "test", "the second transaction neither waited nor ended") }
    }

    private func grades(_ events: [OutgoingEvent]) throws -> [UnitGraded] {
        try events.filter { $0.type == UnitGraded.type }.map { try EventCodec.decode(UnitGraded.self, from: $0.data) }
    }
}

/// Raised once, by another thread.
private final class Flag: Sendable {
    private let raised = Atomic(false)
    var isRaised: Bool { raised.load(ordering: .acquiring) }
    func raise() { raised.store(true, ordering: .releasing) }
}
