import Contracts
import GradingDomain
import Kernel
import Worker

/// A policy is published: units whose grade waits for what it keeps back go on.
struct PolicyPublishedHandler: EventHandler {
    func need(_ event: PolicyPublished, _ keys: inout GradingKeys) { keys.publishedPolicies.insert(event.key) }

    func decide(
        _ event: PolicyPublished, _ context: EventContext, _ working: inout GradingWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        let reductions = (event.gradeReductions ?? []).map { (grade: $0.grade, share: $0.basisPoints) }
        let policy = Versioned(
            version: event.version, fingerprint: try EventCodec.fingerprint(event), value: GradeReductions(reductions))
        switch policy.freshness(against: working.policies[event.key]) {
        case .conflict: throw ContractViolation(.conflict, "version: the same with other content")
        case .stale: return
        case .newer: break
        }
        working.policies[event.key] = policy
        for key in working.watches.units(watching: .policy, event.key) {
            guard let unit = working.units[key] else { continue }
            try UnitProgress(key: key, now: context.now).advance(unit, &working, &effects)
        }
    }
}
