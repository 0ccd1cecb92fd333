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
    private static let template = "bench_grown"

    let servers: BenchServers
    let templates: URL
    let requests: Int

    /// - Returns: a point for each number of returns and each number of partitions.
    func measure(
        stored sizes: [Int], partitions: [Int], _ settings: [String: String], onPoint: (Point) -> Void
    ) throws -> [Point] {
        var points: [Point] = []
        for size in sizes {
            try servers.copy(Preparation.template, as: Self.template)
            defer { try? servers.drop(Self.template) }
            try StoredReturns(servers: servers, database: Self.template, orders: requests).add(size)
            for count in partitions {
                let point = Point(stored: size, partitions: count, expense: try round(count, settings))
                onPoint(point)
                points.append(point)
            }
        }
        return points
    }

    /// Processor seconds of worker and PostgreSQL per event with the most returns stored over those with the fewest: the
    /// worst of all numbers of partitions.
    static func ratio(_ points: [Point]) -> Double? {
        let groups = Dictionary(grouping: points, by: \.partitions).values
        let ratios = groups.compactMap { group -> Double? in
            let ordered = group.sorted { $0.stored < $1.stored }
            guard ordered.count > 1, let first = ordered.first, let last = ordered.last else { return nil }
            return last.expense.cpuPerMillion / first.expense.cpuPerMillion
        }
        return ratios.max()
    }

    private func round(_ partitions: Int, _ settings: [String: String]) throws -> Expense {
        let intake = IntakeMeasure(
            servers: servers, templates: templates,
            requests: min(requests, partitions * BacklogPublisher.mostPerPartition), partitions: partitions,
            template: Self.template)
        return try intake.worker(settings)
    }
}
