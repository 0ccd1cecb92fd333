import AuditDomain
import Testing

/// The laws of a lane: each table plants one breach and sees it named, beside the same lane without it.
@Suite struct LaneLawTests {
    private static let name = LaneName(service: "intake", lane: "returns.requests.3")

    /// Numbers in the order in which they stand on one partition; content 7 each.
    private static func ledger(_ numbers: [Int64], contents: [Int: UInt32] = [:]) -> LaneLedger {
        var ledger = LaneLedger()
        for (index, number) in numbers.enumerated() {
            let place = Place(topic: "returns.decisions", partition: 0, offset: Int64(index))
            _ = ledger.see(number, content: contents[index] ?? 7, at: place)
        }
        return ledger
    }

    private static func laws(
        _ ledger: LaneLedger, _ standing: LaneStanding, seenBefore: Int64? = nil, transactions: Bool = true,
        isCut: Bool = false
    ) -> [Law] {
        LaneLaw.findings(
            name, ledger, standing, seenBefore: seenBefore ?? ledger.numbers.highest, transactions: transactions,
            isCut: isCut
        ).map(\.law)
    }

    private static let whole = LaneStanding(numbered: 5, hinted: 5)

    @Test func aWholeLaneBreaksNothing() {
        #expect(Self.laws(Self.ledger([1, 2, 3, 4, 5]), Self.whole) == [])
    }

    @Test(
        arguments: [
            ([1, 2, 4, 5], "number 3"), ([3, 4, 5], "numbers 1-2"), ([1, 2, 3], "numbers 4-5"), ([], "numbers 1-5"),
        ] as [([Int64], String)])
    func aNumberThatNeverCameIsLost(numbers: [Int64], found: String) {
        let findings = LaneLaw.findings(
            Self.name, Self.ledger(numbers), Self.whole, seenBefore: 0, transactions: true)

        #expect(findings.map(\.law) == [.lost])
        #expect(findings.first?.found.hasPrefix(found) == true)
    }

    @Test func whatIsBeyondTheHintIsWaitingAndNotLost() {
        let standing = LaneStanding(numbered: 5, hinted: 3, outbox: [4...5])

        #expect(Self.laws(Self.ledger([1, 2, 3]), standing) == [])
        #expect(standing.waiting == 2)
    }

    @Test func manyGapsAreToldOneByOneAndThenTogether() {
        let odd = Self.ledger(stride(from: 1, to: 101, by: 2).map { $0 })

        let findings = LaneLaw.findings(
            Self.name, odd, LaneStanding(numbered: 100, hinted: 100), seenBefore: 99, transactions: true)

        #expect(findings.count == 21)
        #expect(findings.last?.found == "30 more runs of numbers never came")
        #expect(LaneLaw.lostCount(odd, LaneStanding(numbered: 100, hinted: 100)) == 50)
    }

    @Test func aRepeatIsDoubledWithTransactionsAndRecognisedWithout() {
        let ledger = Self.ledger([1, 2, 2, 3, 4, 5])

        #expect(Self.laws(ledger, Self.whole, transactions: true) == [.doubled])
        #expect(Self.laws(ledger, Self.whole, transactions: false) == [])
        #expect(ledger.repeats == 1)
    }

    @Test(arguments: [true, false]) func aRepeatWithOtherContentIsAlwaysABreach(transactions: Bool) {
        let ledger = Self.ledger([1, 2, 2, 3, 4, 5], contents: [2: 8])

        #expect(Self.laws(ledger, Self.whole, transactions: transactions) == [.altered])
        #expect(ledger.repeats == 0)
    }

    @Test func orderIsKeptWithinAPartitionAsFarAsTheBrokerCan() {
        let late = Self.ledger([1, 3, 2, 4, 5])
        let tooLate = Self.ledger(Array(2...300) + [1])

        #expect(Self.laws(late, Self.whole, transactions: true) == [.order])
        #expect(Self.laws(late, Self.whole, transactions: false) == [])
        #expect(Self.laws(tooLate, LaneStanding(numbered: 300, hinted: 300), transactions: false) == [.order])
    }

    @Test func orderIsNotAskedBetweenPartitions() {
        var ledger = LaneLedger()
        for (index, number) in [Int64(2), 1, 4, 3, 5].enumerated() {
            let place = Place(topic: "returns.decisions", partition: Int32(number % 2), offset: Int64(index))
            _ = ledger.see(number, content: 7, at: place)
        }

        #expect(Self.laws(ledger, Self.whole) == [])
    }

    @Test(
        arguments: [
            (LaneStanding(numbered: 4, hinted: 5), [.numbering, .numbering]),
            (LaneStanding(numbered: 4, hinted: 4), [.numbering]),
            (LaneStanding(numbered: 5, hinted: 5, positionBefore: 6), [.numbering]),
            (LaneStanding(numbered: 5, hinted: 5, positionAfter: 4), [.numbering]),
            (LaneStanding(numbered: 5, hinted: 5, positionBefore: 5, positionAfter: 5), []),
            (LaneStanding(numbered: 5, hinted: 3, positionAfter: 5, outbox: [4...5]), []),
        ] as [(LaneStanding, [Law])])
    func hintPositionAndNumbersFitTogether(standing: LaneStanding, broken: [Law]) {
        #expect(Self.laws(Self.ledger([1, 2, 3, 4, 5]), standing) == broken)
    }

    @Test func positionsOfNoMeaningAreNotJudged() {
        let standing = LaneStanding(numbered: 5, hinted: 5, positionBefore: 9, positionAfter: 1)

        #expect(Self.laws(Self.ledger([1, 2, 3, 4, 5]), standing, transactions: false) == [])
    }

    @Test(
        arguments: [
            ([4...5], []), ([4...4, 5...5], []), ([2...4, 5...5], []), ([], [.outbox]), ([5...5], [.outbox]),
            ([4...4], [.outbox]), ([4...5, 5...5], [.outbox]), ([4...4, 4...5], [.outbox]),
        ] as [([ClosedRange<Int64>], [Law])])
    func theOutboxHoldsWhatIsNotPublishedOnce(rows: [ClosedRange<Int64>], broken: [Law]) {
        let standing = LaneStanding(numbered: 5, hinted: 3, outbox: rows)

        #expect(Self.laws(Self.ledger([1, 2, 3]), standing) == broken)
    }

    @Test func aCutTopicIsJudgedFromItsFirstWholeRecord() {
        var ledger = LaneLedger()
        for number in [Int64(40), 41, 43, 44] {
            let place = Place(topic: "returns.decisions", partition: 0, offset: number)
            _ = ledger.see(number, content: 7, at: place, isWhole: number > 40)
        }
        let standing = LaneStanding(numbered: 44, hinted: 44)

        #expect(Self.laws(ledger, standing, isCut: true) == [.lost])
        #expect(LaneLaw.lostCount(ledger, standing, isCut: true) == 1)
        #expect(Self.laws(LaneLedger(), standing, isCut: true) == [])
    }

    @Test func aHostileNumberCostsNothing() {
        var ledger = LaneLedger()
        let place = Place(topic: "returns.decisions", partition: 0, offset: 0)

        let isNew = ledger.see(.max, content: 1, at: place)

        #expect(isNew)
        #expect(Self.laws(ledger, LaneStanding(numbered: 0, hinted: 0)) == [.numbering])
    }

    @Test func theSameBreachHasTheSameIdWhateverGrew() {
        let first = LaneLaw.findings(
            Self.name, Self.ledger([1, 2, 2]), LaneStanding(numbered: 2, hinted: 2), seenBefore: 2, transactions: true)
        let later = LaneLaw.findings(
            Self.name, Self.ledger([1, 2, 2, 2]), LaneStanding(numbered: 2, hinted: 2), seenBefore: 2,
            transactions: true)

        #expect(first == later)
        #expect(first.map(\.id) == later.map(\.id))
        #expect(first.map(\.found) != later.map(\.found))
    }
}
