import Contracts
import Kernel
import Testing

/// The trees that are shipped, as a bench meets them: through the task and the grade.
@Suite struct GradingTreeTests {
    private func task(_ category: ProductCategory, _ desk: inout GradingDesk) throws -> InspectionRequired {
        let sku = category.rawValue
        try desk.deliver(.product(try #require(GradingInputs.product(category, sku: sku))))
        try desk.deliver(.received(UnitReceived(GradingInputs.arrival("task-" + sku, sku: sku))))
        return try #require(desk.tasks.last)
    }

    /// All paths, where of the questions about the cause only these answers are taken.
    private func paths(_ task: InspectionRequired, causes: Set<String>) -> [[InspectionAnswer]] {
        var known: [String: [[InspectionAnswer]]] = [:]
        func from(_ id: String) -> [[InspectionAnswer]] {
            if let paths = known[id] { return paths }
            let answers = task.questions.first { $0.id == id }?.answers ?? []
            let taken = answers.filter { meaning(of: id) != "cause" || causes.contains($0.value) }
            let paths = taken.flatMap { answer in
                let rests = answer.next.map(from) ?? [[]]
                return rests.map { [InspectionAnswer(question: id, value: answer.value)] + $0 }
            }
            known[id] = paths
            return paths
        }
        return from(task.firstQuestion)
    }

    private func meaning(of id: String) -> String { id.split(separator: ".").first.map(String.init) ?? id }

    @Test(arguments: ProductCategory.allCases) func everyCategoryIsAskedByItsTree(_ category: ProductCategory) throws {
        let own: Set<ProductCategory> = [.apparel, .shoes, .electronics, .home, .foodAndDrink, .toys]
        var desk = try GradingDesk()

        let task = try task(category, &desk)

        #expect(task.treeId == (own.contains(category) ? category.rawValue : "general"))
        #expect(task.category == category && task.treeVersion == 1 && task.inspectionId.hasPrefix("i-"))
    }

    @Test(arguments: ProductCategory.allCases.filter { ![.beauty, .sports, .books].contains($0) })
    func everyPathGivesExactlyOneGrade(_ category: ProductCategory) throws {
        var desk = try GradingDesk()
        let task = try task(category, &desk)
        let paths = paths(task, causes: ["manufacturer"])

        try desk.deliver(.policy(try #require(GradingInputs.policy([.b: 500, .c: 2_000]))))

        // Answers first: no task is made for each, and a path that did not fit would leave its unit without a grade.
        for (number, answers) in paths.enumerated() {
            let arrival = GradingInputs.arrival("u\(number)", sku: category.rawValue)
            try desk.deliver(.result(GradingInputs.result(arrival.unitId, answers)))
            try desk.deliver(.received(UnitReceived(arrival)))
        }

        #expect(paths.count > 10 && desk.tasks.count == 1)
        #expect(desk.grades.count == paths.count)
        #expect(Set(desk.grades.map(\.unitId)).count == paths.count)
        #expect(Set(desk.grades.map(\.grade)).isSuperset(of: [.a, .b, .d, .s]))
        for graded in desk.grades { checkSense(graded, category) }
    }

    /// What must hold for any answers.
    private func checkSense(_ graded: UnitGraded, _ category: ProductCategory) {
        let said = Dictionary(graded.answers.map { (meaning(of: $0.question), $0.value) }) { first, _ in first }
        if said["dangerous"] == "yes" { #expect(graded.dangerous && graded.grade == .s) }
        #expect(graded.dangerous == (said["dangerous"] == "yes"))
        #expect(graded.sealed == (said["sealed"] == "yes"))
        if said["damage"] == "heavy" { #expect([.d, .s].contains(graded.grade)) }
        if said["works"] == "no" { #expect([.d, .s].contains(graded.grade) && graded.function == nil) }
        if graded.grade == .a {
            #expect(said["worn", default: "no"] == "no" && said["damage", default: "none"] == "none")
        }
        if graded.fault != .customer { #expect(graded.refundReductionBasisPoints == .zero) }
        #expect((graded.cosmetic != nil) == (category == .electronics))
        if category != .electronics || said["works"] != "yes" && said["works"] != "partly" {
            #expect(graded.function == nil)
        } else {
            #expect(graded.function != nil)
        }
    }

    @Test func everyCauseNamesItsParty() throws {
        for category in [ProductCategory.electronics, .shoes, .foodAndDrink] {
            var desk = try GradingDesk()
            let task = try task(category, &desk)
            for party in PartyAtFault.allCases {
                let scrapped = GradingInputs.result(
                    "u-\(party)", ["dangerous": "yes", "cause": party.rawValue])
                try desk.deliver(.received(UnitReceived(GradingInputs.arrival("u-\(party)", sku: task.sku))))
                try desk.deliver(.result(scrapped))
                try desk.wait(.seconds(30))
                #expect(desk.grades.last?.fault == party)
            }
        }
    }

    @Test func questionsOfOneMeaningHaveTheSameAnswersInAllTrees() throws {
        var values: [String: Set<String>] = [:]
        var desk = try GradingDesk()
        for category in ProductCategory.allCases {
            for question in try task(category, &desk).questions {
                let meaning = meaning(of: question.id)
                let mine = Set(question.answers.map(\.value))
                let known = values[meaning] ?? mine
                #expect(mine.isSubset(of: known) || known.isSubset(of: mine), "\(category) \(question.id)")
                values[meaning] = known.union(mine)
            }
        }
        #expect(values["cause"] == Set(PartyAtFault.allCases.map(\.rawValue)))
        #expect(values.count == 20)
    }
}
