import Contracts
import DispositionDomain
import Kernel
import Worker

/// `unit.received` and `unit.mismatched`: a unit is in our hands, announced or not.
struct UnitArrivedHandler<Kind: CustodyKind>: EventHandler {
    func need(_ event: UnitArrived<Kind>, _ keys: inout DispositionKeys) {
        keys.meeting.insert(event.key)
        // The article is read with the unit's row, which does not name it yet.
        if let sku = event.arrival.sku { keys.articles.insert(MerchantKey(event.merchant, sku)) }
    }

    func decide(
        _ event: UnitArrived<Kind>, _ context: EventContext, _ working: inout DispositionWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.unit(event.key)
        let print = try EventCodec.fingerprint(event)
        let isNew = try refusing { () throws(DispositionRefusal) in
            try unit.arrive(ArrivalFacts(event.arrival), print: print)
        }
        if isNew { try working.settle(unit, at: context.now, &effects) }
    }
}
