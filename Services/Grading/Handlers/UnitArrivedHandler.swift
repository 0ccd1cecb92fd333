import Contracts
import GradingDomain
import Kernel
import Worker

/// A unit came in, announced or not: a bench is asked to look at it as soon as it is known what to ask.
struct UnitArrivedHandler<Kind: CustodyKind>: EventHandler {
    func need(_ event: UnitArrived<Kind>, _ keys: inout GradingKeys) {
        let arrival = event.arrival
        keys.units.insert(event.key)
        keys.policies.insert(MerchantKey(arrival.merchant, Arrival(arrival).policyId))
        if let sku = arrival.sku { keys.products.insert(MerchantKey(arrival.merchant, sku)) }
    }

    func decide(
        _ event: UnitArrived<Kind>, _ context: EventContext, _ working: inout GradingWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.units[event.key] ?? UnitCase()
        let arrival = Recorded(Arrival(event.arrival), fingerprint: try EventCodec.fingerprint(event))
        let isNew: Bool
        do { isNew = try unit.record(arrival) } catch { throw error.violation }
        guard isNew else { return }
        try UnitProgress(key: event.key, now: context.now).advance(unit, &working, &effects)
    }
}

extension Arrival {
    /// - Parameter arrival: as intake tells it. A unit whose sale names no policy falls under `default`.
    init(_ arrival: UnitArrival) {
        self.init(
            siteId: arrival.siteId, sku: arrival.sku, returnId: arrival.returnId, reason: arrival.reason,
            policyId: arrival.policyId ?? "default", damagedInTransit: arrival.damagedInTransit ?? false)
    }
}
