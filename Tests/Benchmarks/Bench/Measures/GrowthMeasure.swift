import Foundation
import TestSupport

/// The intake job on databases in which ever more returns are stored.
struct GrowthMeasure {
    /// What a backlog took beside what was stored.
    struct Point: Encodable {
        var stored = 0
        var partitions = 0
        var expense = Expense()
    }

    /// Returns stored where growth is counted from.
    static let least = 10_000

    let servers: BenchServers
    let templates: URL
    /// Requests of all rounds on one database and one number of partitions.
    let requests: Int
    let rounds: Int
    let partitions: [Int]

    /// Orders that the prepared database must know. Each round has its own requests, so that no copy of a database of
    /// gigabytes is needed.
    var orders: Int { requests * partitions.count }

    /// Rounds with few and with many returns stored take turns: what else the machine does falls on all of them.
    ///
    /// - Returns: a point for each round.
    func measure(
        stored sizes: [Int], _ settings: [String: String], onPoint: (Point) -> Void
    ) throws -> [Point] {
        defer { for size in sizes { try? servers.drop(Self.database(size)) } }
        for size in sizes {
            try servers.copy(Preparation.template, as: Self.database(size))
            try StoredReturns(servers: servers, database: Self.database(size), orders: orders).add(size)
        }
        var points: [Point] = []
        for (number, count) in partitions.enumerated() {
            for round in 0..<rounds {
                for size in sizes {
                    let first = number * requests + round * (requests / rounds)
                    let expense = try intake(count).worker(on: Self.database(size), from: first, settings)
                    points.append(Point(stored: size, partitions: count, expense: expense))
                    onPoint(points[points.count - 1])
                }
            }
        }
        return points
    }

    /// Processor seconds of worker and PostgreSQL per event with the most returns stored over those with the fewest:
    /// the worst of all numbers of partitions.
    static func ratio(_ points: [Point]) -> Double? {
        let groups = Dictionary(grouping: points, by: \.partitions).values
        let ratios = groups.compactMap { group -> Double? in
            guard let least = group.map(\.stored).min(), let most = group.map(\.stored).max(), most > least else {
                return nil
            }
            return cost(group, stored: most) / cost(group, stored: least)
        }
        return ratios.max()
    }

    private static func cost(_ points: [Point], stored: Int) -> Double {
        var sum = Expense()
        for point in points where point.stored == stored { sum += point.expense }
        return sum.cpuPerMillion
    }

    private static func database(_ size: Int) -> String { "bench_grown_\(size)" }

    private func intake(_ partitions: Int) -> IntakeMeasure {
        IntakeMeasure(
            servers: servers, templates: templates,
            requests: min(requests / rounds, partitions * BacklogPublisher.mostPerPartition), partitions: partitions)
    }
}
