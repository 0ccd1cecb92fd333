import Kernel
import Worker

/// Every point, at the first, the second and the hundredth pass, in every service.
struct CrashMatrix {
    private static let hits = [1, 2, 100]

    /// Passes of points that a process comes to only when it leaves: once for each of its consumers.
    private static let farewellHits: [CrashPoint: [Int]] = [
        .consumerClosing: [1, 2], .consumerClosed: [1, 2], .leaseReleasing: [1], .leaseReleased: [1],
    ]

    /// Passes of a point at which a worker dies.
    static func hits(of point: CrashPoint) -> [Int] { farewellHits[point] ?? hits }

    /// Points of `backhaul migrate`: it dies at each of its passes (`MigrationDeaths`).
    static let ofMigrations: Set<CrashPoint> = [.migrationRunning, .migrationCommitted]

    /// Points that are passed only where the broker has transactions.
    static let ofTransactions: Set<CrashPoint> = [.producerFenced, .offsetsSent]

    /// All deaths, a list for each service.
    let whole: [[Death]]

    /// - Parameters:
    ///   - services: who dies.
    ///   - hasTransactions: whether the broker has them.
    init(_ services: [String], hasTransactions: Bool) {
        let points = CrashPoint.allCases.filter { point in
            !Self.ofMigrations.contains(point) && (hasTransactions || !Self.ofTransactions.contains(point))
        }
        whole = services.map { service in
            points.flatMap { point in
                Self.hits(of: point).map { hit in
                    Death(
                        service: service, plan: CrashPlan(point, hit: hit),
                        provocation: Self.provocation(point, hit: hit, of: service))
                }
            }
        }
    }

    /// Every point once, spread over the services and over the first and the second pass; the seed says which where.
    func short(seed: UInt64) -> [[Death]] {
        var generator = SeededGenerator(seed: seed)
        let points = (whole.first ?? []).map(\.plan.point).reduce(into: [CrashPoint]()) { points, point in
            if points.last != point { points.append(point) }
        }
        var places = points.indices.map { $0 % whole.count }
        places.shuffle(using: &generator)
        let odd = Bool.random(using: &generator)
        return whole.indices.map { service in
            points.indices.filter { places[$0] == service }.compactMap { index in
                let wanted = (index % 2 == 0) == odd ? 1 : 2
                let candidates = whole[service].filter { $0.plan.point == points[index] }
                return candidates.first { $0.plan.hit == wanted } ?? candidates.first
            }
        }
    }

    /// Points that are passed only when there is something to publish, which recall seldom has.
    private static let ofPublications: Set<CrashPoint> = [
        .segmentsFetched, .publicationBegun, .recordProduced, .recordsProduced, .offsetsSent, .publicationCommitted,
        .hintsStoring, .hintsStored, .outboxTruncating, .outboxTruncated, .outboxRotating, .outboxRotated,
    ]

    static func provocation(_ point: CrashPoint, hit: Int, of service: String) -> Provocation {
        switch point {
        case .consumerClosing, .consumerClosed, .leaseReleasing, .leaseReleased: .farewell
        case .producerClosing, .producerClosed, .connectionClosing, .connectionClosed: hit == 1 ? .farewell : .sessions
        case .leaseTaken, .producerOpening, .producerFenced, .positionsRead: hit == 1 ? .load : .sessions
        case .lanesRevoked: .rebalances
        // Once for the lane of timers, once for those that the group gives at the start.
        case .lanesRegistering, .lanesRegistered: hit > 2 ? .rebalances : .load
        case .lanesGiven: hit > 1 ? .rebalances : .load
        case .timersTaken, .timersStored, .timersCommitted: .timers
        default: service == "recall" && ofPublications.contains(point) ? .nonsense : .load
        }
    }
}
