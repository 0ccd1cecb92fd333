import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct WorldPlanTests {
    static let start = Instant(microseconds: 1_767_323_045_000_000)

    static func plan(_ returns: Int, seed: UInt64 = 7, disturbed: Bool = true) throws -> (
        events: [WorldEvent], account: StreamAccount
    ) {
        var plan = try WorldPlan(
            WorldOptions(returns: returns, seed: seed, start: start, disturbed: disturbed))
        var events: [WorldEvent] = []
        while let event = try plan.next() { events.append(event) }
        return (events, plan.account)
    }

    @Test func theSameSeedMakesTheSameStream() throws {
        let first = try Self.plan(150)
        let second = try Self.plan(150)
        let other = try Self.plan(150, seed: 8)

        #expect(first.events == second.events)
        #expect(first.account == second.account)
        #expect(first.events != other.events)
    }

    @Test func everySoundEventKeepsTheContract() throws {
        for event in try Self.plan(400).events where !event.nature.isMalformed {
            let cloud = try read(event)
            let topic = try decode(cloud)

            #expect(topic == event.topic)
            #expect(cloud.type == event.type)
            #expect(cloud.subject.map { Array($0.utf8) } == event.record.key)
        }
    }

    @Test func theAccountIsWhatAnObserverCounts() throws {
        let (events, account) = try Self.plan(600)
        let facts = events.filter { $0.nature == .fact }
        let requests = Set(facts.filter { $0.type == ReturnRequested.type }.map(\.record.key))
        let items = try facts.filter { $0.type == ParcelReceived.type }
            .reduce(0) { $0 + (try EventCodec.decode(ParcelReceived.self, from: read($1).data)).items.count }

        #expect(account.returnsRequested == requests.count)
        #expect(account.returnsRequested >= 600)
        #expect(account.itemsReceived == items)
        #expect(account.records == events.count)
        #expect(account.deadLetters > 0)
        #expect(account.repeated == events.count { $0.nature == .repeated })
    }

    @Test func aFinishedStreamEndsTheStoriesBegunAndAccountsForThem() throws {
        var plan = try WorldPlan(WorldOptions(returns: 2_000, seed: 5, start: Self.start))
        var events: [WorldEvent] = []
        while plan.account.returnsRequested < 100, let event = try plan.next() { events.append(event) }

        plan.finish()
        while let event = try plan.next() { events.append(event) }

        let requests = Set(
            events.filter { $0.nature == .fact && $0.type == ReturnRequested.type }.map(\.record.key))
        #expect(plan.account.returnsRequested == requests.count)
        #expect((100..<1_000).contains(requests.count), "\(requests.count)")
        #expect(plan.account.records == events.count)
    }

    @Test func anUndisturbedStreamExpectsNoDeadLetters() throws {
        #expect(try Self.plan(300, disturbed: false).account.deadLetters == 0)
    }

    @Test func repeatsAreWordForWord() throws {
        let events = try Self.plan(300).events
        let facts = Set(events.filter { $0.nature == .fact }.map(\.record))
        let repeats = events.filter { $0.nature == .repeated }

        #expect(!repeats.isEmpty)
        #expect(repeats.allSatisfy { facts.contains($0.record) })
    }

    @Test func aConflictHasTheKeyOfAFactAndOtherContent() throws {
        let events = try Self.plan(1_500).events
        let conflicts = events.filter { $0.nature == .conflict }
        let facts = events.filter { $0.nature == .fact }

        #expect(Set(conflicts.map(\.type)) == [OrderShipped.type, ReturnRequested.type, ParcelReceived.type])
        for conflict in conflicts {
            let contradicted = facts.filter { $0.type == conflict.type && $0.record.key == conflict.record.key }
            #expect(contradicted.count == 1)
            #expect(contradicted.allSatisfy { $0.record.value != conflict.record.value })
        }
    }

    @Test func memoryHoldsTheStoriesInProgressOnly() throws {
        var plan = try WorldPlan(WorldOptions(returns: 2_000, seed: 3, start: Self.start))
        var mostWaiting = 0
        while try plan.next() != nil { mostWaiting = max(mostWaiting, plan.waitingCount) }

        #expect(mostWaiting < 1_200)
    }

    @Test func messagesComeOutOfOrder() throws {
        let events = try Self.plan(2_000).events
        var places: [String: Int] = [:]
        for (index, event) in events.enumerated() where event.nature == .fact {
            places["\(event.type) \(event.record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")"] = index
        }
        var early = 0
        for (name, place) in places where name.hasPrefix(ReturnRequested.type) {
            let order = name.replacing(ReturnRequested.type, with: OrderShipped.type).replacing("/r-", with: "/o-")
            if let ordered = places[order], place < ordered { early += 1 }
        }

        #expect((10...120).contains(early))
    }

    @Test func everyPlotAndEveryTimingIsTold() throws {
        let teller = Storyteller(
            options: WorldOptions(returns: 0, seed: 7, start: Self.start), assortment: Assortment(seed: 7))
        var plots: Set<Plot> = []
        var timings: Set<RefundTiming> = []
        for number in 0..<3_000 {
            var chance = Chance(seed: 7, "story", String(number))
            let draft = teller.drafter.draft(number, &chance)
            plots.insert(draft.plot)
            timings.insert(draft.sale.terms.timing)
        }

        #expect(plots == Set(Plot.allCases))
        #expect(timings == Set(RefundTiming.allCases))
    }
}

extension WorldEvent.Nature {
    var isMalformed: Bool { if case .malformed = self { true } else { false } }
}

/// The CloudEvent of a record, as a worker reads it.
func read(_ event: WorldEvent) throws(ContractViolation) -> CloudEvent {
    try CloudEvent.read(
        headers: event.record.headers.map { (name: $0.name, value: $0.value) }, value: event.record.value)
}

/// Decodes the data as the type that the envelope names.
///
/// - Returns: the topic that carries the type.
func decode(_ cloud: CloudEvent) throws(ContractViolation) -> Topic {
    guard let kind = Catalogue.kind(named: cloud.type) else { throw ContractViolation(.unknownType, cloud.type) }
    guard try kind.check(cloud.data).description == cloud.subject else {
        throw ContractViolation(.rule, "subject: expected the key")
    }
    return kind.topic
}
