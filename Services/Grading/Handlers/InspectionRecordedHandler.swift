import Contracts
import GradingDomain
import Kernel
import Worker

/// A bench answered. Before the unit is known the answer is kept, and applied when the unit arrives.
struct InspectionRecordedHandler: EventHandler {
    func need(_ event: InspectionRecorded, _ keys: inout GradingKeys) { keys.units.insert(event.key) }

    func decide(
        _ event: InspectionRecorded, _ context: EventContext, _ working: inout GradingWorking,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        guard event.inspectionId == inspectionID(of: event.key) else {
            throw ContractViolation(.rule, "inspectionId: expected the id of this unit's inspection")
        }
        var unit = working.units[event.key] ?? UnitCase()
        let result = Recorded(BenchResult(event), fingerprint: try EventCodec.fingerprint(event))
        let isNew: Bool
        do { isNew = try unit.record(result, trees: working.trees) } catch { throw error.violation }
        guard isNew else { return }
        guard unit.arrival != nil else {
            working.units[event.key] = unit
            return
        }
        try UnitProgress(key: event.key, now: context.now).advance(unit, &working, &effects)
    }
}

extension BenchResult {
    init(_ event: InspectionRecorded) {
        self.init(
            inspector: event.inspector, recordedAt: event.recordedAt,
            answers: event.answers.map { GivenAnswer(question: $0.question, value: $0.value) }, photos: event.photos)
    }
}
