import Contracts
import DispositionDomain
import Kernel
import Worker

extension DispositionWorking {
    /// Takes what a site reported of one step.
    ///
    /// - Throws: `rule` for work that was not ordered or money of another currency, `conflict` for a second word on it.
    mutating func take(
        _ result: WorkResult, _ key: MerchantKey, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = unit(key)
        let around = surroundings(of: unit)
        let outcomes = try refusing { () throws(DispositionRefusal) in try unit.take(result, around) }
        try effects.publish(outcomes, of: unit)
        keep(unit)
    }
}
