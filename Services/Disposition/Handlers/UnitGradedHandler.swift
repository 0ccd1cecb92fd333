import Contracts
import DispositionDomain
import Kernel
import Worker

/// `unit.graded`: the other half of what a decision needs.
struct UnitGradedHandler: EventHandler {
    func need(_ event: UnitGraded, _ keys: inout DispositionKeys) { keys.meeting.insert(event.key) }

    func decide(
        _ event: UnitGraded, _ context: EventContext, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.unit(event.key)
        let print = try EventCodec.fingerprint(event)
        let isNew = try refusing { () throws(DispositionRefusal) in
            try unit.grade(GradeFacts(event), print: print)
        }
        if isNew { try working.settle(unit, at: context.now, &effects) }
    }
}
