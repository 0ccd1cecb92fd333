import Kernel

/// How far the grading of one unit is.
///
/// expected -> (awaitingProduct ->) inspecting -> (awaitingPolicy ->) graded. A step is skipped when what it waits for
/// is there already, whatever the order in which the events arrived.
public enum GradingStage: String, Sendable, Hashable, CaseIterable {
    /// Nothing but perhaps a result is here; until the unit arrives.
    case expected
    /// Its article is not described yet, so nobody knows what to ask; until it is, or the time is up.
    case awaitingProduct = "awaiting_product"
    /// A bench has the questions; until it answers.
    case inspecting
    /// The customer is at fault and the policy that says what is kept back is not here; until it is, or the time is up.
    case awaitingPolicy = "awaiting_policy"
    /// The end.
    case graded
}

/// A fact of another topic that a unit may have to wait for.
public enum AwaitedFact: String, Sendable, Hashable, CaseIterable {
    case product, policy
}

/// All that grading knows of one unit.
public struct UnitCase: Sendable, Hashable {
    /// How far it is.
    public internal(set) var stage: GradingStage
    /// The unit, once it came in.
    public internal(set) var arrival: Recorded<Arrival>?
    /// What the bench sent; may be here before the unit is.
    public internal(set) var result: Recorded<BenchResult>?
    /// What is asked, once the kind of product is known.
    public internal(set) var choice: TreeChoice?
    /// True while the arrival of the policy is to be told to this unit.
    public internal(set) var watchesPolicy: Bool
    /// The grade, once it is given.
    public internal(set) var grade: Grade?

    /// A unit of which nothing is known.
    public init() {
        self.init(stage: .expected, arrival: nil, result: nil, choice: nil, watchesPolicy: false, grade: nil)
    }

    /// A unit as it was stored.
    public init(
        stage: GradingStage, arrival: Recorded<Arrival>?, result: Recorded<BenchResult>?, choice: TreeChoice?,
        watchesPolicy: Bool, grade: Grade?
    ) {
        self.stage = stage
        self.arrival = arrival
        self.result = result
        self.choice = choice
        self.watchesPolicy = watchesPolicy
        self.grade = grade
    }
}

/// Why a fact about a unit is not accepted.
public enum CaseRefusal: Error, Sendable, Hashable {
    /// The same fact is known with other content.
    case conflict
    /// The answers do not fit the questions.
    case answers(AnswerRefusal)
    /// The unit's tree is not among the trees: it was taken away while units were still asked it.
    case treeGone
}

extension UnitCase {
    /// Records that the unit came in.
    ///
    /// - Returns: false when that was known.
    /// - Throws: `conflict`.
    public mutating func record(_ arrival: Recorded<Arrival>) throws(CaseRefusal) -> Bool {
        if let known = self.arrival {
            guard known.fingerprint == arrival.fingerprint else { throw .conflict }
            return false
        }
        self.arrival = arrival
        return true
    }

    /// Records what the bench sent. Before the questions are known it is kept unchecked.
    ///
    /// - Returns: false when that was known.
    /// - Throws: `conflict`, `answers`, `treeGone`; then nothing has changed.
    public mutating func record(
        _ result: Recorded<BenchResult>, trees: TreeCatalogue
    ) throws(CaseRefusal) -> Bool {
        if let known = self.result {
            guard known.fingerprint == result.fingerprint else { throw .conflict }
            return false
        }
        if let choice { _ = try Self.findings(of: result.fact, in: choice, trees) }
        self.result = result
        return true
    }

    static func findings(
        of result: BenchResult, in choice: TreeChoice, _ trees: TreeCatalogue
    ) throws(CaseRefusal) -> Findings {
        guard let tree = trees[choice.tree] else { throw .treeGone }
        do { return try tree.findings(of: result.answers) } catch { throw .answers(error) }
    }
}
