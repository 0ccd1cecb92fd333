import GradingDomain
import Kernel
import Testing

@Suite struct QuestionTreeTests {
    private func flaw(_ first: String, _ questions: Question...) -> TreeFlaw? {
        do {
            _ = try QuestionTree(id: "t", version: 1, document: TreeDocument(first: first, questions: questions))
            return nil
        } catch { return error }
    }

    private let end = question("end", choice("x", nil, .a), choice("y", nil, .b))

    @Test func aTreeWhosePathsAllEndWithAGradeIsAccepted() {
        #expect(flaw("a", question("a", choice("1", "end"), choice("2", "end")), end) == nil)
    }

    @Test func everyFlawIsNamed() {
        #expect(flaw("gone", end) == .unknownQuestion("gone"))
        #expect(flaw("a", question("a", choice("1", "gone"), choice("2", nil, .a))) == .unknownQuestion("gone"))
        #expect(flaw("end", end, end) == .questionTwice("end"))
        #expect(flaw("a", question("a", choice("1", nil, .a))) == .noChoice(question: "a"))
        #expect(
            flaw("a", question("a", choice("1", nil, .a), choice("1", nil, .b)))
                == .answerTwice(question: "a", value: "1"))
        #expect(flaw("end", end, question("far", choice("1", "end"), choice("2", "end"))) == .unreachable("far"))
    }

    @Test func aCycleIsRefusedWhereverItIs() {
        #expect(flaw("a", question("a", choice("1", "a"), choice("2", nil, .a))) == .cycle(through: "a"))
        let a = question("a", choice("1", "b"), choice("2", nil, .a))
        let b = question("b", choice("1", "c"), choice("2", nil, .a))
        let c = question("c", choice("1", nil, .a), choice("2", "b"))
        #expect(flaw("a", a, b, c) == .cycle(through: "b"))
    }

    @Test func aPathWithoutAGradeIsRefusedAlsoWhenOthersHaveOne() {
        let a = question("a", choice("1", "b", .a), choice("2", "b"))
        let b = question("b", choice("1"), choice("2", nil, .b))
        #expect(flaw("a", a, b) == .endsWithoutGrade(from: "a"))
        let graded = question("a", choice("1", "b", .a), choice("2", "b", .c))
        #expect(flaw("a", graded, b) == nil)
    }

    @Test func answersThatAreOnePathAreAccepted() throws {
        let tree = try smallTree()

        let sealed = try tree.findings(of: givenAnswers(["sealed": "yes"]))
        let damaged = try tree.findings(
            of: givenAnswers(["sealed": "no", "worn": "lightly", "damage": "light", "cause": "carrier"]))

        #expect(sealed.grade == .a && sealed.sealed && !sealed.defect && sealed.fault == nil)
        #expect(damaged.grade == .c && !damaged.sealed && damaged.defect)
        #expect(damaged.fault == .carrier && damaged.cosmetic == .c3)
    }

    @Test func answersThatAreNoPathAreRefusedWithWhatWasExpected() throws {
        let tree = try smallTree()
        let cases: [(KeyValuePairs<String, String>, AnswerRefusal)] = [
            ([:], .unanswered(question: "sealed")),
            (["sealed": "no"], .unanswered(question: "worn")),
            (["worn": "no"], .otherQuestion(place: 0, expected: "sealed")),
            (["sealed": "no", "damage": "none"], .otherQuestion(place: 1, expected: "worn")),
            (["sealed": "perhaps"], .unknownAnswer(question: "sealed", expected: ["yes", "no"])),
            (["sealed": "yes", "worn": "no"], .tooMany(expected: 1)),
            (["sealed": "no", "worn": "no", "worn": "no"], .otherQuestion(place: 2, expected: "damage")),
        ]
        for (answers, refusal) in cases {
            #expect(throws: refusal) { try tree.findings(of: givenAnswers(answers)) }
        }
    }

    @Test func aRefusalNeverRepeatsWhatWasSent() throws {
        let tree = try smallTree()
        for answers in [["secret": "no"], ["sealed": "secret"], ["sealed": "yes", "secret": "secret"]]
            as [KeyValuePairs]
        {
            let error = #expect(throws: AnswerRefusal.self) { try tree.findings(of: givenAnswers(answers)) }
            #expect(error.map { !"\($0)".contains("secret") } == true)
        }
    }
}

@Suite struct TreeCatalogueTests {
    @Test func aCategoryGetsItsNewestTreeOrTheGeneralOne() throws {
        let trees = try TreeCatalogue([
            (category: .toys, tree: smallTree(id: "toys", version: 2)),
            (category: .toys, tree: smallTree(id: "toys", version: 3)),
            (category: .toys, tree: smallTree(id: "toys", version: 1)),
            (category: nil, tree: smallTree(id: "general", version: 1)),
        ])

        #expect(trees.current(for: .toys).version == 3)
        #expect(trees.current(for: .books).id == "general")
        #expect(trees[.init(id: "toys", version: 1)]?.version == 1)
        #expect(trees[.init(id: "toys", version: 4)] == nil)
    }

    @Test func withoutAGeneralTreeThereIsNoCatalogue() throws {
        let toys = try smallTree()
        #expect(throws: TreeFlaw.noGeneralTree) { try TreeCatalogue([(category: .toys, tree: toys)]) }
    }
}
