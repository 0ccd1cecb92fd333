import Contracts
import DispositionDomain
import Kernel
import Worker

/// `unit.released`: a decision that was forced by the hold, and is not carried out yet, is made again.
struct UnitReleasedHandler: EventHandler {
    func need(_ event: UnitReleased, _ keys: inout DispositionKeys) { keys.meeting.insert(event.key) }

    func decide(
        _ event: UnitReleased, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.unit(event.key)
        unit.release(event.holdId, at: event.releasedAt)
        try working.settle(unit, at: context.now, &effects)
    }
}
