import Contracts
import IntakeDomain
import Kernel
import Worker

/// Moves the money that waits for a grade, or takes back what the grade costs.
struct UnitGradedHandler: EventHandler {
    func need(_ event: UnitGraded, _ keys: inout IntakeKeys) {
        // Money hangs on returns only; a unit without one is of no concern here.
        guard let returnID = event.returnId else { return }
        keys.returns.insert(MerchantKey(event.merchant, returnID))
        keys.units.insert(event.key)
    }

    func decide(
        _ event: UnitGraded, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let returnID = event.returnId else { return }
        guard var unit = working.units[event.key], unit.returnID == returnID else {
            throw ContractViolation(.rule, "unitId: expected a unit that arrived for this return")
        }
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = unit.gradeFingerprint {
            guard known == fingerprint else { throw ContractViolation(.conflict, "unitId: graded before, otherwise") }
            return
        }
        guard (0...10_000).contains(event.refundReductionBasisPoints.value) else {
            throw ContractViolation(.rule, "refundReductionBasisPoints: expected 0 to 10000")
        }
        unit.gradeFingerprint = fingerprint
        unit.reduction = event.refundReductionBasisPoints
        working.units[event.key] = unit
        let key = MerchantKey(event.merchant, returnID)
        guard var row = working.returns[key], let item = unit.item,
            let line = row.file.lines.firstIndex(where: { $0.request.lineID == unit.lineID })
        else { return }
        let consequences = row.file.graded(
            UnitOfLine(unitID: event.unitId, line: line, item: item), reduction: event.refundReductionBasisPoints,
            now: context.now)
        working.returns[key] = row
        try effects.tell(consequences, of: row.file, grade: event.grade, context.now)
    }
}
