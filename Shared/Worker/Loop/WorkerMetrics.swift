import Contracts
import Metrics
import Telemetry

/// The counters and gauges of one worker loop.
struct WorkerMetrics {
    private let lanesAssigned = Gauge(label: MetricName.lanesAssigned)
    private let lanesStopped = Gauge(label: MetricName.lanesStopped)
    private let batches = Counter(label: MetricName.batches)
    private let lanesLost = Counter(label: MetricName.lanesLost)
    private let timersFired = Counter(label: MetricName.timersFired)
    private let batchTime = Timer(label: MetricName.batchSeconds)

    func record<Working>(_ summary: BatchProcessor<Working>.Summary, microseconds: Int64) {
        batches.increment()
        batchTime.recordMicroseconds(microseconds)
        for (topic, count) in summary.applied {
            Counter(label: MetricName.recordsApplied, dimensions: [("topic", topic)]).increment(by: count)
        }
        for (topic, count) in summary.dropped {
            Counter(label: MetricName.recordsDropped, dimensions: [("topic", topic)]).increment(by: count)
        }
        for (topic, violation) in summary.refused {
            let dimensions = [("topic", topic), ("reason", violation.reason.rawValue)]
            Counter(label: MetricName.deadLetters, dimensions: dimensions).increment()
        }
    }

    func recordLanes(assigned: Int, stopped: Int) {
        lanesAssigned.record(assigned)
        lanesStopped.record(stopped)
    }

    func recordLost(_ count: Int) { lanesLost.increment(by: count) }

    func recordTimers(_ count: Int) { timersFired.increment(by: count) }

    func recordRetry(_ kind: Fault.Kind) {
        Counter(label: MetricName.batchRetries, dimensions: [("kind", "\(kind)")]).increment()
    }
}
