import Contracts
import Kernel

/// Recalls, the holds they led to, and how long the last of the first wave took.
struct HoldTally: Sendable {
    private struct Recall: Sendable {
        var scopedAt: Instant?
        var heldAt: [Instant] = []
        var held: Set<String> = []
        var mock = false

        var firstWaveMilliseconds: Int64? {
            guard let scopedAt else { return nil }
            return heldAt.map { $0.since(scopedAt).microseconds / 1_000 }.filter { (0..<10_000).contains($0) }.max()
        }
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
        recalls[id, default: Recall()].held.insert(held.unitId)
        if let publishedAt { recalls[id]?.heldAt.append(publishedAt) }
    }

    /// The slowest recall: from its scope to the last hold within ten seconds of it, in milliseconds. Units that arrive later
    /// are held on arrival and do not count. nil when no recall found a unit.
    var slowestFirstWaveMilliseconds: Int64? { recalls.values.compactMap(\.firstWaveMilliseconds).max() }

    mutating func take(_ released: UnitReleased) { self.released += 1 }

    var recallCount: Int { recalls.count }
    var mockCount: Int { recalls.values.count { $0.mock } }
    var heldCount: Int { recalls.values.reduce(0) { $0 + $1.held.count } }
}
