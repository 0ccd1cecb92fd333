import Kernel

/// What is to be done for a unit, in order.
public enum GradingStep: Sendable, Hashable {
    /// The arrival of the fact is to be told to this unit.
    case watch(AwaitedFact)
    /// It need not be told any more.
    case unwatch(AwaitedFact)
    /// The unit cannot go on without the fact: its time begins.
    case startWait(AwaitedFact)
    /// The unit goes on.
    case endWait(AwaitedFact)
    /// A bench is to answer this tree.
    case ask(TreeChoice)
    /// The unit has its grade; the share of the price is what the policy keeps back.
    case graded(Verdict, reduction: BasisPoints)
}

extension UnitCase {
    /// Goes as far as what is known allows. The same facts lead to the same end in any order of arrival, and a second
    /// call without news does nothing.
    ///
    /// - Parameters:
    ///   - category: of the unit's article; looked at only while no tree is chosen.
    ///   - reductions: of the unit's policy.
    /// - Throws: `treeGone`; a result that was kept unchecked and does not fit is let go, so that the bench is asked.
    public mutating func advance(
        category: Knowledge<ProductCategory>, reductions: Knowledge<GradeReductions>, trees: TreeCatalogue
    ) throws(CaseRefusal) -> [GradingStep] {
        guard let arrival = arrival?.fact, stage != .graded else { return [] }
        var next = self
        var steps = next.watchPolicy(reductions)
        if next.choice == nil { steps += try next.choose(arrival.sku == nil ? .absent : category, trees) }
        steps += try next.conclude(arrival, reductions, trees)
        self = next
        return steps
    }

    private mutating func watchPolicy(_ reductions: Knowledge<GradeReductions>) -> [GradingStep] {
        switch (reductions, watchesPolicy) {
        case (.awaited, false):
            watchesPolicy = true
            return [.watch(.policy)]
        case (.known, true), (.absent, true):
            watchesPolicy = false
            return [.unwatch(.policy)]
        case (.awaited, true), (.known, false), (.absent, false):
            return []
        }
    }

    private mutating func choose(
        _ category: Knowledge<ProductCategory>, _ trees: TreeCatalogue
    ) throws(CaseRefusal) -> [GradingStep] {
        let waited = stage == .awaitingProduct
        let known: ProductCategory
        switch category {
        case .known(let category): known = category
        case .absent: known = .other
        case .awaited:
            stage = .awaitingProduct
            return waited ? [] : [.watch(.product), .startWait(.product)]
        }
        let tree = trees.current(for: known)
        let choice = TreeChoice(category: known, tree: .init(id: tree.id, version: tree.version))
        self.choice = choice
        stage = .inspecting
        let settled: [GradingStep] = waited ? [.unwatch(.product), .endWait(.product)] : []
        return settled + (try keptResultFits(choice, trees) ? [] : [.ask(choice)])
    }

    /// Lets a result go that came before its questions and does not answer them.
    private mutating func keptResultFits(
        _ choice: TreeChoice, _ trees: TreeCatalogue
    ) throws(CaseRefusal) -> Bool {
        guard let kept = result?.fact else { return false }
        do {
            _ = try Self.findings(of: kept, in: choice, trees)
            return true
        } catch .answers {
            result = nil
            return false
        } catch { throw error }
    }

    private mutating func conclude(
        _ arrival: Arrival, _ reductions: Knowledge<GradeReductions>, _ trees: TreeCatalogue
    ) throws(CaseRefusal) -> [GradingStep] {
        guard let choice, let result = result?.fact else { return [] }
        let verdict = Verdict(of: try Self.findings(of: result, in: choice, trees), arrival: arrival)
        let waited = stage == .awaitingPolicy
        let reduction: BasisPoints
        switch reductions {
        case .awaited where verdict.fault == .customer:
            stage = .awaitingPolicy
            return waited ? [] : [.startWait(.policy)]
        case .known(let reductions): reduction = reductions.share(for: verdict)
        case .awaited, .absent: reduction = .zero
        }
        stage = .graded
        grade = verdict.grade
        var steps: [GradingStep] = waited ? [.endWait(.policy)] : []
        if watchesPolicy { steps.append(.unwatch(.policy)) }
        watchesPolicy = false
        return steps + [.graded(verdict, reduction: reduction)]
    }
}
