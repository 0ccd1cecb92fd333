import Contracts
import IntakeDomain
import Kernel
import Worker

/// Keeps the highest version of a policy.
struct PolicyPublishedHandler: EventHandler {
    func need(_ event: PolicyPublished, _ keys: inout IntakeKeys) { keys.policies.insert(event.key) }

    func decide(
        _ event: PolicyPublished, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var policy = working.policies[event.key] ?? PolicyRow()
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = policy.published, event.version <= known.version {
            guard event.version < known.version || policy.fingerprint == fingerprint else {
                throw ContractViolation(.conflict, "version: published before with other rules")
            }
            return
        }
        if let broken = event.brokenLimit { throw ContractViolation(.rule, broken) }
        policy.published = event
        policy.fingerprint = fingerprint
        working.policies[event.key] = policy
        try working.wake(.policy, event.key, context.now, &effects)
    }
}

extension PolicyPublished {
    /// Amounts and shares that no arithmetic should meet; nil when all are in their limits.
    fileprivate var brokenLimit: String? {
        let amounts = [fees?.restockingFeeFixed, fees?.cap, returnless?.valueBelow, returnless?.bringBackCost]
        guard amounts.allSatisfy({ (0...1_000_000_000_000).contains($0 ?? 0) }) else {
            return "fees, returnless: expected amounts of 0 to 1000000000000 minor units"
        }
        guard (0...10_000).contains(fees?.restockingFeeBasisPoints?.value ?? 0) else {
            return "fees.restockingFeeBasisPoints: expected 0 to 10000"
        }
        guard (windows ?? []).allSatisfy({ (0...3_650).contains($0.merchantReturnDays) }) else {
            return "windows.merchantReturnDays: expected 0 to 3650"
        }
        return nil
    }
}

extension ReturnPolicy {
    /// The policy that an event publishes.
    init(_ event: PolicyPublished) {
        self.init(
            policyID: event.policyId, version: event.version, currency: event.currency, period: event.period,
            timing: event.refundTiming, refundsOutboundShipping: event.refundsOutboundShipping,
            transitLimit: .seconds(event.transitLimitSeconds))
        windows = (event.windows ?? []).map {
            Window(category: $0.category, channel: $0.channel, days: $0.merchantReturnDays)
        }
        seasons = (event.returnPolicySeasonalOverride ?? []).map {
            Season(start: $0.startDate, end: $0.endDate, acceptedUntil: $0.acceptedUntil)
        }
        acceptedReasons = event.acceptedReasons.map { Set($0) }
        fees = event.fees.map {
            Fees(
                share: $0.restockingFeeBasisPoints ?? .zero, fixed: $0.restockingFeeFixed ?? 0, cap: $0.cap,
                waived: Set($0.waivedReasons ?? []))
        }
        returnless = event.returnless.map {
            Returnless(
                valueBelow: $0.valueBelow, bringBackCost: $0.bringBackCost, hazardousStay: $0.hazardousStay ?? false)
        }
    }
}

extension PolicyPublished {
    fileprivate var period: ReturnPolicy.Period {
        switch returnPolicyCategory {
        case .finite: .days(merchantReturnDays)
        case .unlimited: .unlimited
        case .notPermitted: .notPermitted
        }
    }
}
