import Contracts
import DispositionDomain
import Kernel
import Worker

/// `unit.held`: kept also when nothing else is known of the unit yet. An exercise stops nothing.
struct UnitHeldHandler: EventHandler {
    func need(_ event: UnitHeld, _ keys: inout DispositionKeys) { keys.meeting.insert(event.key) }

    func decide(
        _ event: UnitHeld, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.unit(event.key)
        let placed = PlacedHold(
            event.kind, recallId: event.recallId, remedy: event.remedy, mock: event.mock, at: event.heldAt)
        unit.hold(event.holdId, placed)
        try working.settle(unit, at: context.now, &effects)
    }
}
