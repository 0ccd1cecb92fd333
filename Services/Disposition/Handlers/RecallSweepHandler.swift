import Contracts
import DispositionDomain
import Kernel
import Worker

/// A recall means more units than one batch takes: the next of them, without the lock that the scope itself needed. Its
/// scope is stored, so a unit that is not reached yet is stopped all the same as soon as anything happens to it.
struct RecallSweepHandler: TimerHandler {
    static let kind = "recall_sweep"

    func need(_ timer: TimerEntry, _ keys: inout DispositionKeys) {
        if let sweep = sweep(of: timer) { keys.sweeps.append(sweep) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard var sweep = sweep(of: timer) else { return }
        let recalls = working.scopes.filter { $0.key.merchant == sweep.merchant }
        try working.settleAll(of: sweep.merchant, at: recalls.values.map(\.fact.scopedAt).max() ?? now, &effects)
        guard let after = working.sweptUntil[sweep.merchant] else { return }
        sweep.after = after
        try effects.goOn(sweep, key: timer.key, at: now)
    }

    private func sweep(of timer: TimerEntry) -> DispositionKeys.Sweep? {
        try? JSONCoder.decode(DispositionKeys.Sweep.self, from: timer.payload)
    }
}

extension DispositionWorking {
    /// Brings all units of a merchant that are loaded in line with its recalls. A unit that they do not touch stays as
    /// it was, its business time too.
    mutating func settleAll(
        of merchant: String, at moment: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        for key in units.keys.filter({ $0.merchant == merchant }).sorted() {
            var unit = unit(key)
            let before = unit.progress.live
            unit.note(moment)
            let outcomes = unit.settle(surroundings(of: unit))
            guard !outcomes.isEmpty || unit.progress.live != before else { continue }
            try effects.publish(outcomes, of: unit)
            keep(unit)
        }
    }
}

extension Effects {
    /// Looks at the next units of a recall in a batch of its own.
    mutating func goOn(
        _ sweep: DispositionKeys.Sweep, key: String, at moment: Instant
    ) throws(ContractViolation) {
        let payload = try EventCodec.encode(sweep)
        schedule(TimerEntry(key: key, kind: RecallSweepHandler.kind, dueAt: moment, payload: payload))
    }
}
