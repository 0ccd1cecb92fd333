import Foundation
import TestSupport
import Worker

/// Sees how a hot lane and all others come forward, and what an event costs as time goes on.
final class LaneWatch {
    private let plant: LoadPlant
    private let feeder: Feeder
    private let hot: LaneID
    private var progress: () throws -> Int
    private var samples: [(done: Int, seconds: Double)] = []
    private var isOver = false
    /// Records of the hot lane that were not applied when all others had been.
    private(set) var hotUnread = 0

    init(plant: LoadPlant, feeder: Feeder, hot: LaneID) {
        self.plant = plant
        self.feeder = feeder
        self.hot = hot
        progress = { try plant.ledger.standing("intake").applied }
    }

    /// One sample.
    func look() throws {
        samples.append((try progress(), plant.chronicle.seconds))
        guard !isOver else { return }
        let positions = try plant.ledger.positions("intake")
        let ends = feeder.ends
        isOver = ends.allSatisfy { $0.key == hot || positions[$0.key] ?? 0 >= $0.value }
        if isOver { hotUnread = (ends[hot] ?? 0) - (positions[hot] ?? 0) }
    }

    /// Measures something else from now on.
    func restart(_ progress: @escaping () throws -> Int) {
        self.progress = progress
        samples = []
    }

    /// What the first and the last tenth took, and their ratio. Told, not judged: time depends on the machine.
    func cost(of count: Int, _ what: String, into report: inout ScenarioReport) {
        func seconds(at share: Int) -> Double? { samples.first { $0.done * 10 >= count * share }?.seconds }
        guard let start = samples.first(where: { $0.done > 0 })?.seconds, let first = seconds(at: 1),
            let ninth = seconds(at: 9), let end = seconds(at: 10)
        else { return }
        report.numbers["\(what)_first_tenth_ms"] = Int((first - start) * 1_000)
        report.numbers["\(what)_last_tenth_ms"] = Int((end - ninth) * 1_000)
        guard first > start else { return }
        report.numbers["\(what)_last_to_first_percent"] = Int(100 * (end - ninth) / (first - start))
    }
}
