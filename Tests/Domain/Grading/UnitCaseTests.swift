import GradingDomain
import Kernel
import Testing

/// One unit on its way, with what has been found out so far.
private struct Course {
    enum News: CaseIterable { case arrival, result, product, policy }

    let trees: TreeCatalogue
    let answers: [GivenAnswer]
    var unit = UnitCase()
    var category = Knowledge<ProductCategory>.awaited
    var reductions = Knowledge<GradeReductions>.awaited
    var steps: [GradingStep] = []

    mutating func take(_ news: News) throws(CaseRefusal) {
        switch news {
        case .arrival: _ = try unit.record(Recorded(Course.arrival, fingerprint: 1))
        case .result: _ = try unit.record(Recorded(result, fingerprint: 2), trees: trees)
        case .product: category = .known(.toys)
        case .policy: reductions = .known(GradeReductions([(grade: .b, share: BasisPoints(1_500))]))
        }
        try advance()
    }

    mutating func advance() throws(CaseRefusal) {
        steps += try unit.advance(category: category, reductions: reductions, trees: trees)
    }

    var result: BenchResult {
        BenchResult(inspector: "i", recordedAt: .epoch, answers: answers, photos: nil)
    }

    static let arrival = Arrival(
        siteId: "s", sku: "k", returnId: "r", reason: .unwanted, policyId: "default", damagedInTransit: false)

    var grades: [BasisPoints] {
        steps.compactMap { step in
            if case .graded(_, let reduction) = step { reduction } else { nil }
        }
    }

    var tasks: Int { steps.count { step in if case .ask = step { true } else { false } } }

    /// What is waited and watched for at the end.
    var open: Set<String> {
        steps.reduce(into: []) { open, step in
            switch step {
            case .watch(let fact): open.insert("watch \(fact)")
            case .unwatch(let fact): open.remove("watch \(fact)")
            case .startWait(let fact): open.insert("wait \(fact)")
            case .endWait(let fact): open.remove("wait \(fact)")
            case .ask, .graded: break
            }
        }
    }
}

@Suite struct UnitCaseTests {
    private let worn: KeyValuePairs = ["sealed": "no", "worn": "lightly", "damage": "none"]

    private func course(_ answers: KeyValuePairs<String, String>) throws -> Course {
        Course(trees: try TreeCatalogue([(category: nil, tree: smallTree())]), answers: givenAnswers(answers))
    }

    @Test func everyOrderOfArrivalLeadsToTheSameGrade() throws {
        for order in permutations(Course.News.allCases) {
            var course = try course(worn)
            for news in order {
                try course.take(news)
                try course.take(news)
            }

            #expect(course.unit.stage == .graded && course.unit.grade == .b)
            #expect(course.grades == [BasisPoints(1_500)])
            #expect(course.open.isEmpty)
            // The bench is asked exactly where unit and product were there before its answers.
            let (result, others) = (order.firstIndex(of: .result) ?? 0, order.firstIndex(of: .arrival) ?? 0)
            let known = Swift.max(others, order.firstIndex(of: .product) ?? 0)
            #expect(course.tasks == (known < result ? 1 : 0))
        }
    }

    @Test func aSecondCallWithoutNewsDoesNothing() throws {
        for order in permutations(Course.News.allCases) {
            var course = try course(worn)
            for news in order {
                try course.take(news)
                let before = course.steps
                try course.advance()
                #expect(course.steps == before)
            }
        }
    }

    @Test func theBenchIsAskedUnlessItAnsweredBefore() throws {
        var asked = try course(worn)
        for news in [.arrival, .product, .policy, .result] as [Course.News] { try asked.take(news) }
        #expect(asked.tasks == 1)

        var answered = try course(worn)
        for news in [.result, .arrival, .product, .policy] as [Course.News] { try answered.take(news) }
        #expect(answered.tasks == 0)
    }

    @Test func aKeptResultThatDoesNotFitIsLetGoAndTheBenchIsAsked() throws {
        var course = try course(["nonsense": "yes"])
        for news in [.result, .arrival, .product] as [Course.News] { try course.take(news) }

        #expect(course.tasks == 1 && course.unit.stage == .inspecting && course.unit.result == nil)

        let fitting = BenchResult(
            inspector: "i", recordedAt: .epoch, answers: givenAnswers(["sealed": "yes"]), photos: nil)
        #expect(try course.unit.record(Recorded(fitting, fingerprint: 3), trees: course.trees))
        try course.advance()
        #expect(course.unit.grade == .a)
    }

    @Test func thePolicyIsWaitedForOnlyWhereTheCustomerIsAtFault() throws {
        var sealed = try course(["sealed": "yes"])
        for news in [.arrival, .product, .result] as [Course.News] { try sealed.take(news) }
        #expect(sealed.unit.stage == .graded && sealed.grades == [.zero] && sealed.open.isEmpty)

        var used = try course(worn)
        for news in [.arrival, .product, .result] as [Course.News] { try used.take(news) }
        #expect(used.unit.stage == .awaitingPolicy && used.grades.isEmpty)
        #expect(used.open == ["watch policy", "wait policy"])
    }

    @Test func whenTheTimeIsUpTheUnitGoesOnWithoutTheFact() throws {
        var course = try course(worn)
        try course.take(.arrival)
        #expect(course.unit.stage == .awaitingProduct)
        course.category = .absent
        try course.advance()
        #expect(course.unit.choice?.category == .other && course.unit.stage == .inspecting)
        try course.take(.result)
        course.reductions = .absent
        try course.advance()
        #expect(course.grades == [.zero] && course.open.isEmpty)
        // A product that comes after all changes nothing.
        try course.take(.product)
        #expect(course.unit.choice?.category == .other && course.grades.count == 1)
    }

    @Test func otherContentIsAConflictAndLeavesNoTrace() throws {
        var course = try course(worn)
        for news in [.arrival, .product, .result] as [Course.News] { try course.take(news) }
        let before = course.unit

        #expect(throws: CaseRefusal.conflict) {
            try course.unit.record(Recorded(Course.arrival, fingerprint: 9))
        }
        #expect(throws: CaseRefusal.conflict) {
            try course.unit.record(Recorded(course.result, fingerprint: 9), trees: course.trees)
        }
        #expect(course.unit == before)
    }

    @Test func answersThatDoNotFitAreRefusedAndLeaveNoTrace() throws {
        var course = try course(["sealed": "no"])
        for news in [.arrival, .product] as [Course.News] { try course.take(news) }
        let before = course.unit

        #expect(throws: CaseRefusal.answers(.unanswered(question: "worn"))) { try course.take(.result) }
        #expect(course.unit == before)
    }
}

/// All orders of a few things.
private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
