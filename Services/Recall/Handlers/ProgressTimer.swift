import Contracts
import Kernel
import RecallDomain
import Worker

/// The counts of a recall are published: at most once a second, after something has changed.
struct ProgressTimer: TimerHandler {
    typealias Working = RecallWorking
    static let kind = "progress"

    /// Due one to two seconds from now: changes of one second share a timer. The second in between keeps a batch that
    /// is still open from setting a timer that is being fired, and waiting for it.
    static func entry(_ recall: MerchantKey, after now: Instant) throws(ContractViolation) -> TimerEntry {
        let second = now.microseconds / 1_000_000 + 2
        return TimerEntry(
            key: "progress/\(recall)/\(second)", kind: kind, dueAt: Instant(microseconds: second * 1_000_000),
            payload: try EventCodec.encode(Subject(merchant: recall.merchant, recallId: recall.id)))
    }

    func need(_ timer: TimerEntry, _ keys: inout RecallKeys) {
        if let recall = recall(timer) { keys.progress.insert(recall) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let key = recall(timer) else { throw ContractViolation(.schema, "payload: expected a recall") }
        guard let record = working.recalls[key], let terms = record.recall.terms else { return }
        let counts = record.counts
        let progressed = RecallProgressed(
            merchant: key.merchant, recallId: key.id, mock: terms.hold.mock, active: record.recall.isActive,
            itemsSold: counts.itemsSold, customersAffected: counts.customersAffected,
            unitsReceived: counts.unitsReceived, unitsHeld: counts.unitsHeld, unitsRemoved: counts.unitsRemoved,
            countedAt: now)
        try effects.publish(progressed, correlation: nil)
    }

    private struct Subject: Codable {
        var merchant: String
        var recallId: String
    }

    private func recall(_ timer: TimerEntry) -> MerchantKey? {
        let subject = try? JSONCoder.decode(Subject.self, from: timer.payload)
        return subject.map { MerchantKey($0.merchant, $0.recallId) }
    }
}
