import Contracts
import DispositionDomain
import Kernel
import Worker

/// `work.completed`: the next step is ordered, or the unit is closed. Checked against the recalls under their lock.
struct WorkCompletedHandler: EventHandler {
    func need(_ event: WorkCompleted, _ keys: inout DispositionKeys) { keys.known.insert(event.key) }

    func decide(
        _ event: WorkCompleted, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let result = WorkResult(
            workOrderId: event.workOrderId, kind: .completed, at: event.completedAt, currency: event.currency,
            cost: event.cost, proceeds: event.proceeds, print: try EventCodec.fingerprint(event))
        try working.take(result, event.key, &effects)
    }
}
