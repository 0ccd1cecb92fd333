import Contracts
import GradingDomain
import Kernel
import Worker

/// Takes a unit as far as it can go, and carries out what follows from it.
struct UnitProgress {
    let key: MerchantKey
    let now: Instant

    /// - Parameters:
    ///   - unit: with what the event or timer brought; becomes the stored state.
    ///   - givenUp: the fact whose time ran out.
    /// - Throws: `ContractViolation`; then nothing has changed.
    func advance(
        _ unit: UnitCase, givenUp: AwaitedFact? = nil, _ working: inout GradingWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = unit
        var steps: [GradingStep] = []
        do {
            steps = try unit.advance(
                category: givenUp == .product ? .absent : working.category(of: unit, key.merchant),
                reductions: givenUp == .policy ? .absent : working.reductions(of: unit, key.merchant),
                trees: working.trees)
        } catch { throw error.violation }
        try publish(steps, unit, working.trees, &effects)
        try watch(steps, unit, &working, &effects)
        working.units[key] = unit
    }

    /// At most one event follows from one advance, and it comes first: nothing has changed yet if it cannot be written.
    private func publish(
        _ steps: [GradingStep], _ unit: UnitCase, _ trees: TreeCatalogue, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let arrival = unit.arrival?.fact, let choice = unit.choice else { return }
        for step in steps {
            switch step {
            case .ask(let choice):
                let tree = trees[choice.tree] ?? trees.current(for: choice.category)
                let task = InspectionRequired(key, arrival, choice.category, tree, requestedAt: now)
                try effects.publish(task, correlation: arrival.returnId)
            case .graded(let verdict, let reduction):
                guard let result = unit.result?.fact else { continue }
                let graded = UnitGraded(key, arrival, choice, result, verdict, reduction)
                try effects.publish(graded, correlation: arrival.returnId)
            case .watch, .unwatch, .startWait, .endWait: continue
            }
        }
    }

    private func watch(
        _ steps: [GradingStep], _ unit: UnitCase, _ working: inout GradingWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        for step in steps {
            switch step {
            case .watch(let fact):
                guard let subject = unit.subject(of: fact, key.merchant) else { continue }
                working.watches.add(fact, subject, unitID: key.id)
            case .unwatch(let fact):
                guard let subject = unit.subject(of: fact, key.merchant) else { continue }
                working.watches.remove(fact, subject, unitID: key.id)
            case .startWait(let fact): effects.schedule(try Waits.timer(fact, key, now: now))
            case .endWait(let fact): effects.cancelTimer(Waits.key(fact, key))
            case .ask, .graded: continue
            }
        }
    }
}

extension UnitCase {
    /// The product or policy that this unit asks for.
    fileprivate func subject(of fact: AwaitedFact, _ merchant: String) -> MerchantKey? {
        switch fact {
        case .product: arrival?.fact.sku.map { MerchantKey(merchant, $0) }
        case .policy: (arrival?.fact.policyId).map { MerchantKey(merchant, $0) }
        }
    }
}

extension GradingWorking {
    fileprivate func category(of unit: UnitCase, _ merchant: String) -> Knowledge<ProductCategory> {
        guard let key = unit.subject(of: .product, merchant), let known = products[key] else { return .awaited }
        return .known(known.value)
    }

    fileprivate func reductions(of unit: UnitCase, _ merchant: String) -> Knowledge<GradeReductions> {
        guard let key = unit.subject(of: .policy, merchant), let known = policies[key] else { return .awaited }
        return .known(known.value)
    }
}

extension CaseRefusal {
    /// The refusal as a reason for the dead-letter topic.
    var violation: ContractViolation {
        switch self {
        case .conflict: ContractViolation(.conflict, "the unit is known with other content")
        case .answers(let refusal): ContractViolation(.rule, refusal.description)
        case .treeGone: ContractViolation(.rule, "the unit's question tree is not in table question_tree")
        }
    }
}
