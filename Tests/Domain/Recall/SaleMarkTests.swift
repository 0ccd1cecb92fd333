import Kernel
import RecallDomain
import Testing

@Suite struct SaleMarkTests {
    @Test(arguments: [
        ("all inside", Sample.sale(lot: "L1", serials: ["A1", "A2"], quantity: 2), 2 as Int64),
        ("one of two serials", Sample.sale(lot: "L1", serials: ["A2", "B1"], quantity: 2), 1),
        ("one known outside, the rest unknown", Sample.sale(lot: "L1", serials: ["B1"], quantity: 3), 2),
        ("serials and lot not known", Sample.sale(quantity: 3), 3),
        ("another lot", Sample.sale(lot: "L2", quantity: 3), 0),
        ("another country", Sample.sale(lot: "L1", quantity: 3, country: "FR"), 0),
        ("country not known", Sample.sale(lot: "L1", quantity: 3, country: nil), 0),
        ("more serials than items", Sample.sale(lot: "L1", serials: ["A1", "A2"], quantity: 1), 1),
    ])
    func itemsAreCountedWhenTheyAreOrMayBeInside(what: String, sale: SaleFacts, items: Int64) {
        let terms = Sample.terms(lots: ["L1"], serials: ("A1", "A9"), countries: ["DE"])

        #expect(terms.criteria.affectedItems(of: sale) == items, "\(what)")
    }

    @Test func aCustomerIsToldOnceWhateverTheScopeDoes() throws {
        let wide = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let narrow = try Sample.recall(Sample.notice(1, .published, Sample.terms(lots: ["L1"])))
        let line = Sample.sale(lot: "L2", quantity: 2)
        let first = wide.weigh(line, nil)

        let out = narrow.weigh(line, first.mark)
        let back = wide.weigh(line, out.mark)

        #expect(first.tell)
        #expect(!out.tell)
        #expect(out.mark?.quantity == 0)
        #expect(!back.tell)
        #expect(back.mark?.quantity == 2)
    }

    @Test func whoWasToldOfAnExerciseIsToldAgainInEarnest() throws {
        let exercise = try Sample.recall(Sample.notice(1, .published, Sample.terms(mock: true)))
        let earnest = try Sample.recall(Sample.notice(1, .published, Sample.terms()))
        let told = exercise.weigh(Sample.sale(), nil)

        let again = earnest.weigh(Sample.sale(), told.mark)

        #expect(told.tell)
        #expect(again.tell)
        #expect(!exercise.weigh(Sample.sale(), again.mark).tell)
        #expect(!earnest.weigh(Sample.sale(), again.mark).tell)
    }

    @Test func aRecallThatIsOverTellsNobody() throws {
        let recall = try Sample.recall(Sample.notice(1, .published, Sample.terms()), Sample.notice(2, .closed, nil))

        let (mark, tell) = recall.weigh(Sample.sale(), nil)

        #expect(mark == nil)
        #expect(!tell)
    }
}
