import Contracts
import GradingDomain
import Kernel
import Worker

/// How long a unit waits for a fact of another topic, and the timers that end it.
enum Waits {
    /// The unit that a timer is for.
    private struct Payload: Codable {
        var merchant: String
        var unitId: String
    }

    /// Counted from the batch that begins the wait, so that history that is played back does not run out of time.
    static func limit(_ fact: AwaitedFact) -> TimeSpan {
        switch fact {
        case .product, .policy: .seconds(30)
        }
    }

    /// The timers' kind.
    static func kind(_ fact: AwaitedFact) -> String { "\(fact.rawValue)_wait" }

    static func key(_ fact: AwaitedFact, _ unit: MerchantKey) -> String { "\(kind(fact))/\(unit)" }

    static func timer(
        _ fact: AwaitedFact, _ unit: MerchantKey, now: Instant
    ) throws(ContractViolation) -> TimerEntry {
        TimerEntry(
            key: key(fact, unit), kind: kind(fact), dueAt: now.advanced(by: limit(fact)),
            payload: try EventCodec.encode(Payload(merchant: unit.merchant, unitId: unit.id)))
    }

    /// The unit that a timer is for; nil when its payload is not one of ours.
    static func unit(of timer: TimerEntry) -> MerchantKey? {
        guard let payload = try? JSONCoder.decode(Payload.self, from: timer.payload) else { return nil }
        return MerchantKey(payload.merchant, payload.unitId)
    }
}
