import Contracts
import DispositionDomain
import Kernel
import Worker

/// The article of a unit was described, or the wait for it is over: the unit is decided with what there is.
struct ProductWaitHandler: TimerHandler {
    static let kind = "product_wait"

    func need(_ timer: TimerEntry, _ keys: inout DispositionKeys) {
        if let key = key(of: timer) { keys.known.insert(key) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout DispositionWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let key = key(of: timer), var unit = working.units[key] else { return }
        if unit.phase == .waiting { unit.stopWaitingForProduct() }
        try working.settle(unit, at: now, &effects)
    }

    private func key(of timer: TimerEntry) -> MerchantKey? {
        (try? JSONCoder.decode(WaitingUnit.self, from: timer.payload)).map {
            MerchantKey($0.merchant, $0.unitId)
        }
    }
}
