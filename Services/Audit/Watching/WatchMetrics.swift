import AuditDomain
import Metrics
import Telemetry

/// The gauges of the judge.
struct WatchMetrics {
    private let lost = Gauge(label: MetricName.auditLost)
    private let doubled = Gauge(label: MetricName.auditDoubled)
    private let repeats = Gauge(label: MetricName.auditRepeats)
    private let lanes = Gauge(label: MetricName.auditLanes)
    private let events = Gauge(label: MetricName.auditEvents)
    private let caughtUp = Gauge(label: MetricName.auditCaughtUp)
    private let judging = Gauge(label: MetricName.auditJudging)
    private let comparison = Gauge(label: MetricName.auditComparisonSeconds)

    func record(_ round: Round, _ book: AuditBook, transactions: Bool) {
        let again = book.lanes.values.reduce(0) { $0 + $1.repeats }
        lost.record(round.lost)
        doubled.record(transactions ? again : 0)
        repeats.record(transactions ? 0 : again)
        lanes.record(round.laneCount)
        events.record(book.events)
        caughtUp.record(round.unjudged.isEmpty ? 1 : 0)
    }

    func record(standing findings: Set<Finding>) {
        let counts = Dictionary(grouping: findings, by: \.law).mapValues(\.count)
        for law in Law.allCases {
            Gauge(label: MetricName.auditViolations, dimensions: [("law", law.rawValue)]).record(counts[law] ?? 0)
        }
    }

    func record(comparisonSeconds seconds: Double) { comparison.record(seconds) }

    func record(isJudging: Bool) {
        judging.record(isJudging ? 1 : 0)
        if !isJudging { caughtUp.record(0) }
    }
}
