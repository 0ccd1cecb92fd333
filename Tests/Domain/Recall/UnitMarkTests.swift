import Kernel
import RecallDomain
import Testing

@Suite struct UnitMarkTests {
    private let refund = HoldTerms(mock: false, remedy: .refund)

    @Test(arguments: [
        ("inside", Sample.unit(lot: "L1"), true),
        ("another lot", Sample.unit(lot: "L2"), false),
        ("lot not known", Sample.unit(), true),
        ("country not known", Sample.unit(lot: "L1", country: nil), true),
        ("another country", Sample.unit(lot: "L1", country: "FR"), false),
        ("another article", Sample.unit(lot: "L1", sku: "toaster"), false),
        ("no article known", Sample.unit(lot: "L1", sku: nil), false),
    ])
    func goodsInHandAreHeldUnlessTheyAreSurelyOutside(what: String, unit: UnitFacts, isHeld: Bool) throws {
        let recall = try Sample.recall(
            Sample.notice(1, .published, Sample.terms(lots: ["L1"], countries: ["DE"])))

        let (mark, change) = recall.weigh(unit, nil)

        #expect(change == (isHeld ? .hold(refund) : .none), "\(what)")
        #expect((mark != nil) == isHeld)
    }

    @Test func aHoldIsPutOnOnce() throws {
        let recall = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let first = recall.weigh(Sample.unit(), nil)

        let second = recall.weigh(Sample.unit(), first.mark)

        #expect(second.change == .none)
        #expect(second.mark == first.mark)
    }

    @Test func aUnitThatFallsOutIsReleasedAndComesBackWithAWiderScope() throws {
        let wide = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let narrow = try Sample.recall(Sample.notice(1, .published, Sample.terms(lots: ["L1"])))
        let held = wide.weigh(Sample.unit(lot: "L2"), nil)

        let released = narrow.weigh(Sample.unit(lot: "L2"), held.mark)
        let again = wide.weigh(Sample.unit(lot: "L2"), released.mark)

        #expect(released.change == .release)
        #expect(released.mark?.counts == RecallCounts())
        #expect(again.change == .hold(refund))
    }

    @Test func anotherRemedyIsSaidAgain() throws {
        let before = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let after = try Sample.recall(Sample.notice(1, .published, Sample.terms(mock: true, remedy: .destroy)))

        let change = after.weigh(Sample.unit(), before.weigh(Sample.unit(), nil).mark).change

        #expect(change == .hold(HoldTerms(mock: true, remedy: .destroy)))
    }

    @Test func aRemovedUnitCountsAsRemovedAndIsReleasedWhenTheRecallEnds() throws {
        var recall = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let held = recall.weigh(Sample.unit(), nil)

        let removed = recall.weigh(Sample.unit(removed: true), held.mark)
        #expect(removed.change == .none)
        #expect(removed.mark?.counts == RecallCounts(unitsReceived: 1, unitsHeld: 0, unitsRemoved: 1))

        _ = try recall.apply(Sample.notice(2, .closed, nil))
        let ended = recall.weigh(Sample.unit(removed: true), removed.mark)
        #expect(ended.change == .release)
        #expect(ended.mark?.counts == removed.mark?.counts)
    }

    @Test func aUnitRemovedBeforeTheRecallIsCountedAndNotHeld() throws {
        let recall = try Sample.recall(Sample.notice(1, .published, Sample.terms()))

        let (mark, change) = recall.weigh(Sample.unit(removed: true), nil)

        #expect(change == .none)
        #expect(mark?.counts == RecallCounts(unitsReceived: 1, unitsHeld: 0, unitsRemoved: 1))
    }

    @Test func aRecallThatIsOverMarksNothingNew() throws {
        let recall = try Sample.recall(Sample.notice(1, .published, Sample.terms()), Sample.notice(2, .closed, nil))

        let (mark, change) = recall.weigh(Sample.unit(), nil)

        #expect(mark == nil)
        #expect(change == .none)
    }

    /// After any sequence of words, with every unit weighed some time after the last of them, the held units are
    /// exactly those that the last scope means, and held and released alternate on every unit.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func theHeldUnitsAreThoseOfTheLastScope(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let units = (0..<20).map { _ in Sample.unit(lot: ["L1", "L2", "L3", nil].randomElement(using: &random) ?? nil) }
        var marks = [UnitMark?](repeating: nil, count: units.count)
        var isHeld = [Bool](repeating: false, count: units.count)
        var recall = Recall()

        for day in 1...Int64.random(in: 1...8, using: &random) {
            _ = try recall.apply(randomWord(day, &random))
            let isLast = Bool.random(using: &random)
            for index in units.indices where isLast || Bool.random(using: &random) {
                let (mark, change) = recall.weigh(units[index], marks[index])
                #expect(change != .hold(refund) || !isHeld[index])
                #expect(change != .release || isHeld[index])
                isHeld[index] = change == .none ? isHeld[index] : change != .release
                marks[index] = mark
            }
        }
        for index in units.indices { marks[index] = recall.weigh(units[index], marks[index]).mark }

        for (unit, mark) in zip(units, marks) {
            let meant = recall.isActive && recall.terms?.criteria.match(unit.subject).stopsGoodsInHand ?? false
            #expect((mark?.hold != nil) == meant)
        }
    }

    private func randomWord(_ day: Int64, _ random: inout SeededGenerator) -> Notice {
        if Int.random(in: 0..<4, using: &random) == 0 { return Sample.notice(day, .closed, nil) }
        let lots = Set(["L1", "L2", "L3"].filter { _ in Bool.random(using: &random) })
        return Sample.notice(day, .amended, Sample.terms(lots: lots))
    }
}
