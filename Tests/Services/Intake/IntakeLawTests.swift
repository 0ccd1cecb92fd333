import Contracts
import Kernel
import TestSupport
import Testing

/// The laws over random streams: any order, repeats, omissions, strangers' items, cancellations, lost parcels.
@Suite(.freshSchema(IntakeDesk.migrations)) struct IntakeLawTests {
    private let returns = 4

    /// A random stream about two orders and four returns. Some of what should come does not.
    private func stream(_ chance: inout SeededGenerator) throws -> [any ContractEvent] {
        var events: [any ContractEvent] = [
            try IntakeEvents.policy(RefundTiming.allCases.randomElement(using: &chance) ?? .onGrade),
            try IntakeEvents.product(), try IntakeEvents.product("HAT"),
            try IntakeEvents.shipped("o1", boots: 3, hats: 1), try IntakeEvents.shipped("o2", boots: 1),
            IntakeEvents.delivered("o1"), IntakeEvents.delivered("o2"),
        ]
        for number in 0..<returns {
            let id = "R\(number)"
            let order = Bool.random(using: &chance) ? "o1" : "o2"
            events.append(
                IntakeEvents.requested(
                    id, order: order, boots: .random(in: 1...3, using: &chance),
                    hats: .random(in: 0...1, using: &chance)))
            if Int.random(in: 0...4, using: &chance) == 0 { events.append(IntakeEvents.cancelled(id)) }
            for parcel in 0..<Int.random(in: 0...2, using: &chance) {
                let statuses = ParcelStatus.allCases.shuffled(using: &chance).prefix(2)
                for (day, status) in statuses.enumerated() {
                    events.append(IntakeEvents.scanned("P\(number)-\(parcel)", for: id, status, day: Int64(7 + day)))
                }
                let found = (0..<Int.random(in: 0...3, using: &chance)).map { _ in
                    ["BOOT", "BOOT", "HAT", "STRANGE"].randomElement(using: &chance) ?? "HAT"
                }
                let named = Int.random(in: 0...3, using: &chance) > 0 ? id : nil
                events.append(IntakeEvents.received("P\(number)-\(parcel)", for: named, found))
            }
        }
        events.removeAll { _ in Int.random(in: 0...19, using: &chance) == 0 }
        return (events + events.filter { _ in Bool.random(using: &chance) }).shuffled(using: &chance)
    }

    private func play(_ desk: IntakeDesk, _ chance: inout SeededGenerator) throws -> [any ContractEvent] {
        let events = try stream(&chance)
        for event in events {
            try desk.deliver(event)
            if Int.random(in: 0...5, using: &chance) == 0 { try desk.wait(.seconds(20)) }
            if let unit = try desk.arrivals().randomElement(using: &chance), Bool.random(using: &chance) {
                try desk.deliver(IntakeEvents.graded(unit, 2_500))
            }
        }
        for _ in 0..<30 { try desk.wait(.days(1)) }
        for unit in try desk.arrivals() { try desk.deliver(IntakeEvents.graded(unit, 2_500)) }
        return events
    }

    private func checkLaws(_ desk: IntakeDesk, _ events: [any ContractEvent]) throws {
        let requested = Set(events.compactMap { ($0 as? ReturnRequested)?.returnId })
        let decided =
            try desk.events(ReturnAuthorized.self).map(\.returnId) + desk.events(ReturnDeclined.self).map(\.returnId)
            + desk.events(ReturnKept.self).map(\.returnId)
        #expect(decided.sorted() == requested.sorted(), "exactly one decision on each request")

        let receipts = events.compactMap { $0 as? ParcelReceived }
        let parcels = Dictionary(receipts.map { ($0.parcelId, $0.items.count) }) { first, _ in first }
        let units = try desk.arrivals()
        #expect(units.count == parcels.values.reduce(0, +), "one unit for each item of each parcel")
        #expect(Set(units.map(\.unitId)).count == units.count)
        #expect(desk.refused.isEmpty)
        try checkMoney(desk)
    }

    private func checkMoney(_ desk: IntakeDesk) throws {
        let dues = try desk.events(RefundDue.self)
        #expect(Set(dues.map(\.refundId)).count == dues.count)
        var net = Dictionary(uniqueKeysWithValues: dues.map { ($0.refundId, $0.amount) })
        for reduced in try desk.events(RefundReduced.self) { net[reduced.refundId, default: -1] -= reduced.reducedBy }
        for reversed in try desk.events(RefundReversed.self) { net[reversed.refundId, default: -1] -= reversed.amount }
        #expect(net.values.allSatisfy { $0 >= 0 })
        let paid = ["o1/1": 3_300, "o1/2": 500, "o2/1": 1_100]
        let byLine = Dictionary(grouping: dues) { "\($0.orderId)/\($0.orderLineId)" }
        for (line, refunds) in byLine {
            #expect(refunds.reduce(0) { $0 + (net[$1.refundId] ?? 0) } <= Int64(paid[line] ?? 0))
        }
    }

    @Test func theLawsHoldWhateverComes() throws {
        var chance = SeededGenerator(seed: 51)
        for _ in 0..<120 {
            let desk = try IntakeDesk(.memory)
            let events = try play(desk, &chance)

            try checkLaws(desk, events)
        }
    }

    @Test(arguments: 0..<8)
    func theLawsHoldOnADatabase(seed: Int) throws {
        var chance = SeededGenerator(seed: UInt64(100 + seed))
        let desk = try IntakeDesk(.database)

        let events = try play(desk, &chance)

        try checkLaws(desk, events)
        #expect(try desk.count("return_line WHERE authorized <> received + lost + kept + cancelled + open") == 0)
        #expect(try desk.count("return_line WHERE open > 0") == 0, "nothing is open for ever")
        #expect(
            try desk.count(
                """
                return_line l WHERE received <> (SELECT count(*) FROM unit u WHERE u.merchant = l.merchant
                AND u.return_id = l.return_id AND u.line_id = l.line_id AND u.finding = 'matched')
                """) == 0)
        #expect(try desk.count("refund") == Int64(try desk.events(RefundDue.self).count))
    }
}
