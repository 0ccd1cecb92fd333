import Contracts
import Kernel
import Testing

@testable import Worker
@testable import WorkerSimulation

@Suite struct OutgoingDeskTests {
    private let lane = LaneID("commerce.orders", 0)
    private let cause = CloudEvent(id: "c", source: "/shop", type: "t", data: [])

    private func item(_ effects: @escaping @Sendable (inout Effects) -> Void) -> BatchItem<Notes> {
        let work = PreparedWork<Notes>(
            need: { _ in }, decide: { (_, _, all) throws(ContractViolation) in effects(&all) })
        let record = InboundRecord(lane: lane, offset: 0, key: nil, value: nil, headers: [])
        return BatchItem(record: record, content: .work(work, cause), source: nil, sequence: 0)
    }

    private func timer(_ key: String, _ milliseconds: Int64) -> TimerEntry {
        TimerEntry(key: key, kind: "remind", dueAt: Instant(microseconds: milliseconds * 1_000), payload: [])
    }

    /// What the database holds after a batch of these items.
    private func timers(
        before: [TimerEntry] = [], _ items: [BatchItem<Notes>]
    ) throws -> [String: TimerEntry] {
        let database = ModelDatabase(service: "first", shards: 1)
        database.register([lane])
        for timer in before { database.apply(.setTimer(timer)) }
        let fate = Fate(Choices(given: []), keepsHistory: false)
        fate.isHealed = true
        let storage = ModelStorage(database, ports: Ports(fate, .quiet, removal: nil), life: Life("test", 1))
        var desk = OutgoingDesk(service: "first", rows: [lane: database.rows[0]], now: .epoch)
        var notes = Notes()
        for item in items { #expect(desk.decide(item, &notes) == nil) }
        try storage.transaction { (unit) throws(Fault) in try desk.store(into: unit, ends: [lane: 9]) }
        return Dictionary(uniqueKeysWithValues: database.timers.map { ($0.key, $0) })
    }

    @Test func theLastTimerOfAKeyHolds() throws {
        let (early, late) = (timer("a", 10), timer("a", 90))

        #expect(try timers([item { $0.schedule(late) }, item { $0.schedule(early) }]) == ["a": early])
        #expect(try timers(before: [early], [item { $0.schedule(late) }]) == ["a": late])
    }

    @Test func aCancelAfterAScheduleLeavesNoTimer() throws {
        let (old, new) = (timer("a", 10), timer("a", 90))

        #expect(try timers([item { $0.schedule(new) }, item { $0.cancelTimer("a") }]).isEmpty)
        #expect(try timers(before: [old], [item { $0.schedule(new) }, item { $0.cancelTimer("a") }]).isEmpty)
        #expect(
            try timers([
                item {
                    $0.schedule(new)
                    $0.cancelTimer("a")
                }
            ]).isEmpty)
    }

    @Test func aScheduleAfterACancelHolds() throws {
        let (old, new) = (timer("a", 10), timer("a", 90))

        #expect(try timers(before: [old], [item { $0.cancelTimer("a") }, item { $0.schedule(new) }]) == ["a": new])
        #expect(
            try timers(
                before: [old],
                [
                    item {
                        $0.cancelTimer("a")
                        $0.schedule(new)
                    }
                ]) == ["a": new])
    }

    @Test func aRefusedDecisionLeavesNothingButTheDeadLetter() throws {
        let refused = PreparedWork<Notes>(
            need: { _ in },
            decide: { (_, _, effects) throws(ContractViolation) in
                effects.schedule(TimerEntry(key: "a", kind: "remind", dueAt: .epoch, payload: []))
                throw ContractViolation(.rule, "no")
            })
        let record = InboundRecord(lane: lane, offset: 0, key: nil, value: nil, headers: [])
        let item = BatchItem<Notes>(record: record, content: .work(refused, cause), source: nil, sequence: 0)
        let database = ModelDatabase(service: "first", shards: 1)
        database.register([lane])
        var desk = OutgoingDesk(service: "first", rows: [lane: database.rows[0]], now: .epoch)
        var notes = Notes()

        #expect(desk.decide(item, &notes) == ContractViolation(.rule, "no"))
        let fate = Fate(Choices(given: []), keepsHistory: false)
        fate.isHealed = true
        let storage = ModelStorage(database, ports: Ports(fate, .quiet, removal: nil), life: Life("test", 1))
        try storage.transaction { (unit) throws(Fault) in try desk.store(into: unit, ends: [lane: 1]) }

        #expect(database.timers.isEmpty)
        #expect(database.rows[0] == LaneRow(number: 0, nextOffset: 1, sequence: 1))
        #expect(database.outbox[0].map(\.lastSequence) == [1])
    }

    /// Our own readers take attributes of 1,024 bytes at most.
    @Test(arguments: [3, 1_018, 1_019, 1_500]) func whatATimerLeadsToNamesItsCauseWithinTheLimit(length: Int) throws {
        let database = ModelDatabase(service: "first", shards: 1)
        database.register([TimerLane.id])
        var desk = OutgoingDesk(service: "first", rows: [TimerLane.id: database.rows[0]], now: .epoch)
        let told = Told(merchant: "m", orderId: "1", word: "reminded")
        let work = PreparedWork<Notes>(
            need: { _ in },
            decide: { (_, _, effects) throws(ContractViolation) in try effects.publish(told, correlation: nil) })
        var notes = Notes()
        try desk.fire(timer(String(repeating: "k", count: length), 0), work, &notes)

        let fate = Fate(Choices(given: []), keepsHistory: false)
        fate.isHealed = true
        let storage = ModelStorage(database, ports: Ports(fate, .quiet, removal: nil), life: Life("test", 1))
        try storage.transaction { (unit) throws(Fault) in try desk.store(into: unit, ends: [:]) }
        let record = try #require(try database.outbox[0].first.map { try SegmentCodec.decode($0.records) }?.first)
        let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
        #expect(event.causationID?.hasPrefix("timer-") == true)
        #expect((event.causationID == "timer-" + String(repeating: "k", count: length)) == (length <= 1_018))
    }
}
