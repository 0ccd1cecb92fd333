import Contracts
import Kernel
import RecallDomain
import Worker

/// A sweep goes on: what was known before the scope is matched against it, a limited number of rows at a time.
struct SweepTimer: TimerHandler {
    typealias Working = RecallWorking
    static let kind = "sweep"

    /// The version is part of the key: the sweep for a newer scope never meets the timer of an older one.
    static func entry(_ place: SweepPlace, at now: Instant) throws(ContractViolation) -> TimerEntry {
        TimerEntry(
            key: "sweep/\(place.recall)/\(place.version)", kind: kind, dueAt: now,
            payload: try EventCodec.encode(place))
    }

    func need(_ timer: TimerEntry, _ keys: inout RecallKeys) {
        if let place = place(timer) { keys.sweeps.insert(place) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let place = place(timer) else { throw ContractViolation(.schema, "payload: expected a place of a sweep") }
        guard working.recalls[place.recall]?.recall.version == place.version else { return }
        guard let chunk = working.sweeps.removeValue(forKey: place) else { return }
        for unit in chunk.units { try working.weigh(unit: unit, against: place.recall, at: now, &effects) }
        for sale in chunk.sales { try working.weigh(sale: sale, against: place.recall, at: now, &effects) }
        if let next = chunk.next { effects.schedule(try Self.entry(next, at: now)) }
    }

    private func place(_ timer: TimerEntry) -> SweepPlace? {
        try? JSONCoder.decode(SweepPlace.self, from: timer.payload)
    }
}
