import Contracts
import Kernel

/// Recalls, the holds they led to, and how long those on units in hand took.
struct HoldTally: Sendable {
    private struct Recall: Sendable {
        var scopedAt: Instant?
        /// When the first hold on each unit was published.
        var heldAt: [String: Instant] = [:]
        var mock = false
    }

    private var recalls: [String: Recall] = [:]
    private(set) var released = 0

    mutating func take(_ scoped: RecallScoped, at publishedAt: Instant?) {
        let id = scoped.key.description
        recalls[id, default: Recall()].mock = scoped.mock
        guard scoped.version == 1 else { return }
        recalls[id]?.scopedAt = publishedAt
    }

    mutating func take(_ held: UnitHeld, at publishedAt: Instant?) {
        guard let recallId = held.recallId else { return }
        let id = MerchantKey(held.merchant, recallId).description
        let at = publishedAt ?? held.heldAt
        let unit = held.key.description
        recalls[id, default: Recall()].heldAt[unit] = min(at, recalls[id]?.heldAt[unit] ?? at)
    }

    /// The slowest recall: milliseconds from its scope to the last hold on a unit that was in hand by then. Units
    /// that arrive later are held on arrival and do not count. nil when no recall found a unit in hand.
    ///
    /// - Parameter arrivals: when the arrival of each unit was published.
    func slowestMilliseconds(arrivals: [String: UnitFigures]) -> Int64? {
        recalls.values.compactMap { recall -> Int64? in
            guard let scopedAt = recall.scopedAt else { return nil }
            let inHand = recall.heldAt.filter { arrivals[$0.key]?.arrivedAt ?? .init(microseconds: .max) < scopedAt }
            return inHand.values.max().map { max(0, $0.since(scopedAt).microseconds / 1_000) }
        }.max()
    }

    mutating func take(_ released: UnitReleased) { self.released += 1 }

    var recallCount: Int { recalls.count }
    var mockCount: Int { recalls.values.count { $0.mock } }
    var heldCount: Int { recalls.values.reduce(0) { $0 + $1.heldAt.count } }
}
