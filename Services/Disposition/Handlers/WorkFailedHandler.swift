import Contracts
import DispositionDomain
import Kernel
import Worker

/// `work.failed`: what it cost is counted, and the unit is decided again from what is now known.
struct WorkFailedHandler: EventHandler {
    func need(_ event: WorkFailed, _ keys: inout DispositionKeys) { keys.known.insert(event.key) }

    func decide(
        _ event: WorkFailed, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let result = WorkResult(
            workOrderId: event.workOrderId, kind: .failed(grade: event.grade), at: event.failedAt,
            currency: event.currency, cost: event.cost, proceeds: 0, print: try EventCodec.fingerprint(event))
        try working.take(result, event.key, &effects)
    }
}
