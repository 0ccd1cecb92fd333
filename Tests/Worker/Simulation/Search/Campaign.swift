import Dispatch
import Synchronization

/// Many schedules, one seed after another, on all cores: they know nothing of each other.
package struct Campaign: Sendable {
    package let level: Level
    package let firstSeed: UInt64
    package let schedules: Int
    package let transactions: Bool
    package let removal: Removal?
    package let threads: Int

    private static let portion = 100

    package init(
        _ level: Level, firstSeed: UInt64 = 1, schedules: Int, transactions: Bool, removal: Removal? = nil,
        threads: Int = 1
    ) {
        self.level = level
        self.firstSeed = firstSeed
        self.schedules = schedules
        self.transactions = transactions
        self.removal = removal
        self.threads = max(1, threads)
    }

    /// What was found.
    package struct Report: Sendable {
        /// How many schedules ran.
        package fileprivate(set) var ran = 0
        /// The first seed that failed; the later ones of its portion did not run.
        package fileprivate(set) var failure: Schedule?
        /// How many schedules met each trouble.
        package fileprivate(set) var met: [Trouble: Int] = [:]
    }

    /// Runs until all are done or one fails.
    ///
    /// - Parameter progress: told now and then how many are done; called on any thread.
    package func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) -> Report {
        let nextPortion = Atomic<Int>(0)
        let report = Mutex(Report())
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while report.withLock({ $0.failure == nil }) {
                let start = nextPortion.add(Self.portion, ordering: .relaxed).oldValue
                guard start < schedules else { return }
                let found = run(start..<min(start + Self.portion, schedules))
                progress(report.withLock { $0.add(found) })
            }
        }
        return report.withLock { $0 }
    }

    private func run(_ part: Range<Int>) -> Report {
        var report = Report()
        for place in part {
            let schedule = Schedule(
                level, seed: firstSeed + UInt64(place), transactions: transactions, removal: removal)
            let outcome = schedule.run()
            report.ran += 1
            for trouble in outcome.met { report.met[trouble, default: 0] += 1 }
            guard !outcome.fails else {
                report.failure = schedule
                break
            }
        }
        return report
    }
}

extension Campaign.Report {
    /// - Returns: how many ran by now.
    fileprivate mutating func add(_ other: Self) -> Int {
        ran += other.ran
        met.merge(other.met, uniquingKeysWith: +)
        if let found = other.failure, found.seed < failure?.seed ?? .max { failure = found }
        return ran
    }
}
