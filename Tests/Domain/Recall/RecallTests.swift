import Kernel
import RecallDomain
import Testing

@Suite struct RecallTests {
    private let wide = Sample.terms()
    private let narrow = Sample.terms(lots: ["L1"])

    @Test func theFirstNoticeIsVersionOne() throws {
        var recall = Recall()

        #expect(try recall.apply(Sample.notice(1, .published, wide)) == .newTerms)

        #expect(recall.version == 1)
        #expect(recall.isActive)
        #expect(recall.terms == wide)
    }

    @Test func anAmendmentReplacesTheTerms() throws {
        var recall = try Sample.recall(Sample.notice(1, .published, wide))

        #expect(try recall.apply(Sample.notice(2, .amended, narrow)) == .newTerms)

        #expect(recall.version == 2)
        #expect(recall.terms == narrow)
    }

    @Test func anAmendmentThatComesFirstIsTheFirstVersionAndTheLateNoticeChangesNothing() throws {
        var recall = try Sample.recall(Sample.notice(2, .amended, narrow))

        #expect(try recall.apply(Sample.notice(1, .published, wide)) == .recorded)

        #expect(recall.version == 1)
        #expect(recall.terms == narrow)
        #expect(recall.words.count == 2)
    }

    @Test func anAmendmentOfTheSameMomentIsNewerThanItsPublication() throws {
        let first = try Sample.recall(Sample.notice(1, .published, wide), Sample.notice(1, .amended, narrow))
        let second = try Sample.recall(Sample.notice(1, .amended, narrow), Sample.notice(1, .published, wide))

        #expect(first.terms == narrow)
        #expect(second.terms == narrow)
    }

    @Test func aRepeatHasNoEffect() throws {
        var recall = try Sample.recall(Sample.notice(1, .published, wide))
        let before = recall

        #expect(try recall.apply(Sample.notice(1, .published, wide)) == .repeated)

        #expect(recall == before)
    }

    @Test func aRepeatWithOtherContentIsAConflictAndLeavesNoTrace() throws {
        var recall = try Sample.recall(Sample.notice(1, .published, wide))
        let before = recall

        #expect(throws: NoticeConflict()) { try recall.apply(Sample.notice(1, .published, narrow, content: 99)) }

        #expect(recall == before)
    }

    @Test func theEndStopsTheRecallAndKeepsItsTerms() throws {
        var recall = try Sample.recall(Sample.notice(1, .published, wide))

        #expect(try recall.apply(Sample.notice(3, .closed, nil)) == .ended)

        #expect(!recall.isActive)
        #expect(recall.version == 2)
        #expect(recall.terms == wide)
    }

    @Test func anEndOlderThanTheTermsChangesNothing() throws {
        var recall = try Sample.recall(Sample.notice(3, .amended, wide))

        #expect(try recall.apply(Sample.notice(2, .closed, nil)) == .recorded)

        #expect(recall.isActive)
    }

    @Test func aNoticeNewerThanTheEndOpensItAgain() throws {
        let recall = try Sample.recall(
            Sample.notice(1, .published, wide), Sample.notice(2, .closed, nil), Sample.notice(3, .amended, narrow))

        #expect(recall.isActive)
        #expect(recall.terms == narrow)
        #expect(recall.version == 3)
    }

    @Test func aNoticeThatComesAfterItsEndIsNeverActive() throws {
        let recall = try Sample.recall(Sample.notice(2, .closed, nil), Sample.notice(1, .published, wide))

        #expect(!recall.isActive)
        #expect(recall.terms == wide)
    }

    /// In whatever order words arrive, and however often, the same terms hold in the end.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func theOrderOfArrivalDoesNotMatter(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = (0..<Int64.random(in: 1...6, using: &random)).map { index in
            let kind = NoticeStage.allCases.randomElement(using: &random) ?? .published
            return Sample.notice(index / 2, kind, kind == .closed ? nil : Sample.terms(lots: ["L\(index)"]), content: 1)
        }
        let distinct = Dictionary(words.map { ($0.moment, $0) }, uniquingKeysWith: { first, _ in first })
        var recall = Recall()

        for word in (Array(distinct.values) + distinct.values).shuffled(using: &random) { _ = try recall.apply(word) }

        let inOrder = distinct.values.sorted { $0.moment < $1.moment }
        #expect(recall.terms == inOrder.last { $0.terms != nil }?.terms)
        #expect(recall.isActive == (inOrder.last?.terms != nil))
    }
}
