import Contracts
import DispositionDomain
import Kernel
import Worker

extension DispositionWorking {
    /// Takes a changed unit in, brings it in line with everything known, publishes what follows, and sets the timer of
    /// a unit that waits for its article.
    mutating func settle(
        _ unit: UnitCase, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = unit
        let outcomes = unit.settle(surroundings(of: unit))
        try effects.publish(outcomes, of: unit)
        keep(unit)
        guard unit.phase == .waiting else { return }
        let limit = TimeSpan.seconds(parameters.productWaitSeconds)
        try effects.wake(unit.merchant, unit.unitId, at: now.advanced(by: limit))
    }

    mutating func keep(_ unit: UnitCase) { units[MerchantKey(unit.merchant, unit.unitId)] = unit }
}

/// What the timer of a waiting unit carries.
struct WaitingUnit: Codable {
    var merchant: String
    var unitId: String
}

extension Effects {
    /// Looks at a unit again at this moment, with or without its article.
    mutating func wake(_ merchant: String, _ unitId: String, at moment: Instant) throws(ContractViolation) {
        let payload = try EventCodec.encode(WaitingUnit(merchant: merchant, unitId: unitId))
        schedule(
            TimerEntry(
                key: "product/\(MerchantKey(merchant, unitId))", kind: ProductWaitHandler.kind, dueAt: moment,
                payload: payload))
    }
}

/// Runs a change of the domain and puts its refusal into the contract's words.
func refusing<Result>(
    _ change: () throws(DispositionRefusal) -> Result
) throws(ContractViolation) -> Result {
    do { return try change() } catch { throw ContractViolation(error) }
}
