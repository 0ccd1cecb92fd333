import AuditDomain
import Kernel
import Testing

/// The laws of units, return lines and refunds: each plants one breach and sees it named.
@Suite struct StoryLawTests {
    private static let unit = "m/u-1"
    private static let line = "m/r-1/1"

    private static func book(_ facts: [Fact]) -> AuditBook {
        var book = AuditBook()
        for (offset, fact) in facts.enumerated() {
            book.take(fact, at: Place(topic: "t", partition: 0, offset: Int64(offset)))
        }
        return book
    }

    private static func decided(_ number: Int64, _ disposition: Disposition, id: String? = nil) -> Fact {
        .decided(
            unit: unit, DecisionFact(number: number, decisionId: id ?? "d-\(number)", disposition: disposition))
    }

    private static func closed(
        _ disposition: Disposition, by decision: Int64, onShelf: Bool = false, day: Int64 = 9
    ) -> Fact {
        .closed(
            unit: unit,
            ClosingFact(
                decisionId: "d-\(decision)", disposition: disposition, onShelf: onShelf,
                closedAt: Instant.epoch.advanced(by: .days(day))))
    }

    private static func hold(_ isOn: Bool = true, mock: Bool = false, day: Int64 = 5, offset: Int64 = 0) -> Fact {
        .hold(
            unit: unit,
            HoldEvent(
                holdId: "h-1", recall: "m/c-1", mock: mock, isOn: isOn, at: Instant.epoch.advanced(by: .days(day)),
                place: Place(topic: "units.holds", partition: 0, offset: offset)))
    }

    private static let arrived = Fact.arrived(unit: unit, line: line)
    private static let ordinary = [
        arrived, .graded(unit: unit), decided(1, .restockNew), closed(.restockNew, by: 1, onShelf: true),
    ]

    private static func unitLaws(_ facts: [Fact], isCut: Bool = false) -> [Law] {
        let story = book(facts).units[unit] ?? UnitStory()
        return (UnitLaw.contradictions(unit, story) + UnitLaw.omissions(unit, story, isCut: isCut)).map(\.law)
    }

    @Test(
        arguments: [
            (ordinary, []), (ordinary + [arrived], [.custody]), (ordinary + [.graded(unit: unit)], [.custody]),
            (ordinary + [decided(1, .donate, id: "d-other")], [.disposition]),
            (ordinary + [decided(3, .donate)], [.disposition]), (Array(ordinary.dropFirst()), [.custody]),
            (ordinary + [closed(.donate, by: 7)], [.disposition]),
            (ordinary + [decided(2, .hold), closed(.hold, by: 2)], [.disposition]),
            // Told again with the money that came late, or by a decision that was cancelled and carried out all the
            // same.
            (ordinary + [closed(.restockNew, by: 1, onShelf: true, day: 10)], []),
            (ordinary + [decided(2, .donate), closed(.restockNew, by: 1, day: 10)], []),
        ] as [([Fact], [Law])])
    func aUnitHasOneArrivalAndOneLiveDisposition(facts: [Fact], broken: [Law]) {
        #expect(Self.unitLaws(facts) == broken)
    }

    @Test func whatACutTopicNoLongerHoldsIsNotMissed() {
        #expect(Self.unitLaws([Self.decided(3, .donate)], isCut: true) == [])
    }

    @Test(
        arguments: [
            ([arrived], 1), ([arrived, .graded(unit: unit)], 1),
            ([arrived, .graded(unit: unit), decided(1, .donate)], 1),
            ([arrived, .graded(unit: unit), decided(1, .hold)], 0), (ordinary, 0),
        ] as [([Fact], Int)])
    func atRestEveryUnitIsDecidedAndClosedOrOnHold(facts: [Fact], count: Int) {
        let story = Self.book(facts).units[Self.unit] ?? UnitStory()

        #expect(UnitLaw.unfinished(Self.unit, story).count == count)
    }

    @Test(
        arguments: [
            (ordinary, false), (ordinary + [hold()], true), (ordinary + [hold(mock: true)], false),
            (ordinary + [hold(), hold(false, day: 6, offset: 1)], false),
            (ordinary + [hold(false, day: 6, offset: 1), hold()], false),
            // Put on again, or in earnest, after it was taken off.
            (ordinary + [hold(), hold(false, day: 6, offset: 1), hold(day: 7, offset: 2)], true),
            // Ordered back, and out of our hands by an earlier order.
            (ordinary + [hold(), decided(2, .hold)], false), (ordinary + [hold(), decided(2, .recycle)], false),
            (ordinary + [hold(), closed(.liquidate, by: 1, day: 12)], false),
            (ordinary + [hold(), .scoped(recall: "m/c-1", version: 1, active: true, mock: false)], true),
            (ordinary + [hold(), .scoped(recall: "m/c-1", version: 2, active: false, mock: false)], false),
        ] as [([Fact], Bool)])
    func noRecalledUnitStaysOnAShelf(facts: [Fact], isBroken: Bool) {
        let book = Self.book(facts)
        let story = book.units[Self.unit] ?? UnitStory()

        let found = UnitLaw.recall(Self.unit, story, stands: book.stands, isKnown: { _ in true })
        let early = UnitLaw.recall(Self.unit, story, stands: book.stands, isKnown: { _ in false })

        #expect(found.map(\.law) == (isBroken ? [.recall] : []))
        #expect(early == [], "a hold that disposition has not read is not broken yet")
    }

    @Test func replacedScopesThatCompactionTookAwayAreCounted() {
        func scope(_ version: Int64, day: Int64) -> Fact {
            .scoped(
                recall: "m/c-1", version: version, active: true, mock: false,
                at: Instant.epoch.advanced(by: .days(day)))
        }
        let third = Instant.epoch.advanced(by: .days(3))

        #expect(Self.book([scope(1, day: 1), scope(2, day: 2)]).replacedScopes(before: third) == 0)
        #expect(Self.book([scope(3, day: 2)]).replacedScopes(before: third) == 2)
        #expect(Self.book([scope(3, day: 2), scope(1, day: 1)]).replacedScopes(before: third) == 1)
        #expect(Self.book([scope(3, day: 3)]).replacedScopes(before: third) == 0, "too young to be compacted")
    }

    private static func decision(_ outcome: LineOutcome, _ quantity: Int64) -> Fact {
        .lineDecided(line, outcome, quantity: quantity)
    }

    @Test(
        arguments: [
            ([decision(.authorized, 2), arrived], []), ([decision(.authorized, 1), arrived, arrived], [.conservation]),
            ([decision(.kept, 1), arrived], [.conservation]), ([decision(.declined, 1)], []),
            ([decision(.authorized, 1), decision(.declined, 1)], [.conservation]),
        ] as [([Fact], [Law])])
    func nothingBeyondWhatWasAuthorisedArrives(facts: [Fact], broken: [Law]) {
        let story = Self.book(facts).lines[Self.line] ?? LineStory()

        #expect(LineLaw.contradictions(Self.line, story).map(\.law) == broken)
    }

    private static let row = LineColumns(
        authorized: 4, received: 1, lost: 1, kept: 0, cancelled: 1, open: 1, isDecided: true)
    private static let told = [decision(.authorized, 4), arrived, .lost(line: line, quantity: 2)]

    @Test func theColumnsOfALineAddUpToWhatTheTopicsTold() {
        let story = Self.book(Self.told).lines[Self.line]

        #expect(LineLaw.broken(Self.line, Self.row) == [])
        #expect(LineLaw.differences(Self.line, story, Self.row) == [])
    }

    enum Column: CaseIterable {
        case authorized, received, lost, kept, cancelled, open

        func add(_ items: Int64, to row: inout LineColumns) {
            switch self {
            case .authorized: row.authorized += items
            case .received: row.received += items
            case .lost: row.lost += items
            case .kept: row.kept += items
            case .cancelled: row.cancelled += items
            case .open: row.open += items
            }
        }
    }

    @Test(arguments: Column.allCases) func aColumnThatChangesByItselfBreaksTheSum(column: Column) {
        var row = Self.row
        column.add(1, to: &row)

        #expect(LineLaw.broken(Self.line, row).map(\.law) == [.conservation])
    }

    @Test(arguments: [(Column.received, Column.open), (.kept, .cancelled), (.received, .lost)])
    func columnsThatStillAddUpAreHeldAgainstTheTopics(up: Column, down: Column) {
        var row = Self.row
        up.add(1, to: &row)
        down.add(-1, to: &row)
        let story = Self.book(Self.told).lines[Self.line]

        #expect(LineLaw.broken(Self.line, row) == [])
        #expect(!LineLaw.differences(Self.line, story, row).isEmpty)
    }

    @Test func aLineDecidedWithoutItsEventIsABreach() {
        var undecided = Self.row
        undecided.isDecided = false

        #expect(LineLaw.differences(Self.line, nil, Self.row).map(\.law) == [.conservation])
        #expect(LineLaw.differences(Self.line, nil, undecided) == [])
    }

    private static let pounds = Currency("GBP")

    @Test func anIntentIsDueOnceAndNeverBelowNothing() throws {
        let pounds = try #require(Self.pounds)
        let due = Fact.refundDue("m/f-1", orderLine: "m/o-1/1", 500, pounds)
        let tables: [([Fact], Int)] = [
            ([due], 0), ([due, .refundReduced("m/f-1", 200, pounds), .refundReversed("m/f-1", 300, pounds)], 0),
            ([due, due], 1), ([due, .refundReduced("m/f-1", 501, pounds)], 1),
            ([.refundReduced("m/f-1", 1, pounds)], 1),
        ]

        for (facts, count) in tables {
            let intent = try #require(Self.book(facts).refunds.intents["m/f-1"])
            #expect(RefundLaw.findings("m/f-1", intent, isCut: false).count == count)
        }
        let cut = try #require(Self.book([.refundReduced("m/f-1", 1, pounds)]).refunds.intents["m/f-1"])
        #expect(RefundLaw.findings("m/f-1", cut, isCut: true) == [])
    }

    @Test func anOrderLineIsNeverRefundedBeyondWhatWasPaid() {
        #expect(RefundLaw.overpaid("m/o-1/1", net: 500, paid: 500) == [])
        #expect(RefundLaw.overpaid("m/o-1/1", net: 501, paid: 500).map(\.law) == [.money])
        #expect(RefundLaw.overpaid("m/o-1/1", net: 1, paid: -3).map(\.law) == [.money])
        #expect(RefundLaw.overpaid("m/o-1/1", net: 0, paid: -3) == [])
    }

    @Test func anIntentInTheTableIsTheOneThatWasTold() throws {
        let pounds = try #require(Self.pounds)
        let told = Self.book([.refundDue("m/f-1", orderLine: "m/o-1/1", 500, pounds)]).refunds.intents["m/f-1"]

        #expect(RefundLaw.differences("m/f-1", told, amount: 500, reduced: 0, reversed: 0) == [])
        #expect(RefundLaw.differences("m/f-1", told, amount: 501, reduced: 1, reversed: 0).count == 2)
        #expect(RefundLaw.differences("m/f-1", nil, amount: 500, reduced: 0, reversed: 0).map(\.law) == [.money])
    }
}
