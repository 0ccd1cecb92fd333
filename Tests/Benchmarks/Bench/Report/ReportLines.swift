import Foundation

extension Expense {
    /// For a person.
    var line: String {
        String(
            format: "%8.0f events/s  CPU s/million: worker %5.1f, PostgreSQL %5.1f, broker %5.1f  "
                + "WAL %5.0f B/event  %5.0f events/batch, %4.1f statements/batch  peak %d MB",
            eventsPerSecond, perMillion(workerCPU), perMillion(postgresCPU), perMillion(brokerCPU),
            Double(walBytes) / Double(max(1, events)), Double(events) / Double(max(1, batches)),
            Double(statements) / Double(max(1, batches)), peakMegabytes)
    }
}

extension LatencyMeasure.Latency {
    /// For a person.
    var line: String {
        String(
            format: "%6.0f events/s  p50 %6.2f ms, p99 %6.2f ms, p99.9 %6.2f ms, max %6.2f ms (%d events)",
            eventsPerSecond, p50, p99, p999, max, count)
    }
}

extension GrowthMeasure.Point {
    /// For a person.
    var line: String {
        String(format: "%9d stored, %2d partitions: ", stored, partitions) + expense.line
    }
}

extension RecallMeasure.Recall {
    /// For a person.
    var line: String {
        String(
            format: "%9d known, %6d in scope: last hold after %6.2f s, rest after %6.2f s  peak %d MB", known, inScope,
            holdSeconds, restSeconds, peakMegabytes)
    }
}

extension ChainMeasure.Passage {
    /// For a person.
    var lines: [String] {
        let cpu = cpuSecondsPerMillion.sorted { $0.key < $1.key }
            .map { String(format: "\($0.key) %.0f", $0.value) }.joined(separator: ", ")
        let peaks = peakMegabytes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return [
            String(
                format: "%d returns, %d units closed in %.1f s: %.0f returns/s; nine of ten in %.1f s: %.0f returns/s",
                returns, unitsClosed, seconds, returnsPerSecond, busySeconds, busyReturnsPerSecond),
            "CPU s/million returns: \(cpu)", String(format: "WAL %.0f B/return  peak MB: ", walBytesPerReturn) + peaks,
        ]
    }
}

extension WorkersMeasure.Figure {
    /// For a person.
    var line: String {
        let share = String(format: "  to intake: time %.2f, CPU %.2f", timeToIntake, cpuToIntake)
        return "\(expense.line)\(share)  \(deadLetters) dead letters"
    }
}
