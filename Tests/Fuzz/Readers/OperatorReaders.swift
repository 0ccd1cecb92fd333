import DispositionDomain
import DispositionService
import FoundationEssentials
import GradingDomain
import GradingService
import Kernel
import Worker

/// What operators write: question trees, and the parameters of decisions.
enum OperatorReaders {
    static let all = [
        Reader(name: "question trees", run: trees), Reader(name: "parameters", run: parameters),
    ]

    private static let treeDocuments = GradingService.definition.migrations.compactMap { migration in
        let parts = migration.sql.split(separator: "$tree$", omittingEmptySubsequences: false)
        return parts.count == 3 ? JSONScanner.tree(of: Array(parts[1].utf8)) : nil
    }

    private static func damaged(_ trees: [JSONNode], _ dice: inout Dice) -> [UInt8] {
        var tree = dice.pick(trees)
        if dice.once(in: 2) { Mutation.damage(&tree, &dice) } else { tree = EventReaders.exaggerated(tree, &dice) }
        return tree.bytes
    }

    /// A tree that is accepted can be walked: every path ends, with a grade.
    @Sendable private static func trees(_ dice: inout Dice) throws -> Verdict {
        let bytes = damaged(treeDocuments, &dice)
        guard let document = try? JSONDecoder().decode(TreeDocument.self, from: Data(bytes)),
            let tree = try? QuestionTree(id: "t", version: 1, document: document)
        else { return .refused }
        var answers: [GivenAnswer] = []
        var open: String? = document.first
        while let id = open, let question = tree.question(id) {
            let choice = dice.pick(question.answers)
            answers.append(GivenAnswer(question: id, value: choice.value))
            open = choice.next
            guard answers.count < 10_000 else { throw Objection("a path of a tree does not end") }
        }
        do { _ = try tree.findings(of: answers) } catch { throw Objection("a path of a tree is refused: \(error)") }
        return .accepted
    }

    private static let parameterDocuments = DispositionService.definition.migrations.compactMap { migration in
        let parts = migration.sql.split(separator: "$document$", omittingEmptySubsequences: false)
        return parts.count == 3 ? JSONScanner.tree(of: Array(parts[1].utf8)) : nil
    }

    /// Parameters that are accepted can be decided with, whatever the goods are worth.
    @Sendable private static func parameters(_ dice: inout Dice) throws -> Verdict {
        let bytes = damaged(parameterDocuments, &dice)
        guard let parameters = try? JSONDecoder().decode(Parameters.self, from: Data(bytes)),
            parameters.problem() == nil, let inputs = decisionInputs(&dice)
        else { return .refused }
        let choice = choose(inputs, parameters)
        guard choice.options.count == Disposition.decidable.count else { throw Objection("an option is missing") }
        return .accepted
    }

    private static func decisionInputs(_ dice: inout Dice) -> DecisionInputs? {
        guard let currency = Currency(dice.pick(["GBP", "EUR", "JPY", "XXX"])) else { return nil }
        let amounts: [MinorUnits] = [0, 1, 99, 100_000, 1_000_000_000_000]
        let product = ProductFacts(
            currency: currency, cost: dice.pick(amounts), listPrice: dice.pick(amounts),
            massGrams: dice.pick([0, 1, 500, 100_000_000]))
        var arrival = ArrivalFacts(siteId: "s", receivedAt: .epoch, finding: .matched)
        arrival.sku = "x"
        return DecisionInputs(
            arrival: arrival,
            grade: GradeFacts(
                category: dice.pick(ProductCategory.allCases), grade: dice.pick(Grade.allCases), fault: .unknown,
                sealed: dice.once(in: 2), dangerous: dice.once(in: 8), gradedAt: .epoch),
            product: dice.once(in: 9) ? nil : product, stops: [], failed: [], currency: currency, decidedAt: .epoch)
    }
}
