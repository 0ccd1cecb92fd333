import Contracts
import GradingDomain
import Kernel
import Worker

/// The article was not described in time: the unit is asked the general questions.
struct ProductWaitHandler: TimerHandler {
    static var kind: String { Waits.kind(.product) }

    func need(_ timer: TimerEntry, _ keys: inout GradingKeys) {
        if let unit = Waits.unit(of: timer) { keys.units.insert(unit) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout GradingWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        try giveUp(.product, in: .awaitingProduct, timer, now, &working, &effects)
    }
}

/// The policy was not published in time: nothing is kept back.
struct PolicyWaitHandler: TimerHandler {
    static var kind: String { Waits.kind(.policy) }

    func need(_ timer: TimerEntry, _ keys: inout GradingKeys) {
        if let unit = Waits.unit(of: timer) { keys.units.insert(unit) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout GradingWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        try giveUp(.policy, in: .awaitingPolicy, timer, now, &working, &effects)
    }
}

/// A timer that comes late, when the unit went on, has no effect.
private func giveUp(
    _ fact: AwaitedFact, in stage: GradingStage, _ timer: TimerEntry, _ now: Instant,
    _ working: inout GradingWorking, _ effects: inout Effects
) throws(ContractViolation) {
    guard let key = Waits.unit(of: timer) else {
        throw ContractViolation(.malformed, "timer: expected the merchant and the unit")
    }
    guard let unit = working.units[key], unit.stage == stage else { return }
    try UnitProgress(key: key, now: now).advance(unit, givenUp: fact, &working, &effects)
}
