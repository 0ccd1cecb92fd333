import Foundation

/// What a run has measured. With `--json` the last line; fields that were not asked for are left out.
struct BenchReport: Encodable {
    /// `embedded`, or the address that `TEST_KAFKA` gave.
    var broker = "embedded"
    /// Events a second of intake as a share of the ceiling's, of the same run.
    var intakeShareOfCeiling: Double?
    var intakeEventsPerSecond: Double?
    var ceilingEventsPerSecond: Double?
    /// Processor seconds of worker and PostgreSQL per million requests.
    var intakeCPUSecondsPerMillion: Double?
    var hopP50MS: Double?
    var hopP99MS: Double?
    var trickleP99MS: Double?
    /// All rounds.
    var intake: [Expense] = []
    var ceiling: [Expense] = []
    var latencies: [LatencyMeasure.Latency] = []
    var codecMicroseconds: CodecMeasure.Costs?
    /// What did not hold, or could not be measured.
    var failures: [String] = []

    private enum CodingKeys: String, CodingKey {
        case broker
        case intakeShareOfCeiling = "intake_share_of_ceiling"
        case intakeEventsPerSecond = "intake_events_per_second"
        case ceilingEventsPerSecond = "ceiling_events_per_second"
        case intakeCPUSecondsPerMillion = "intake_cpu_seconds_per_million"
        case hopP50MS = "hop_p50_ms"
        case hopP99MS = "hop_p99_ms"
        case trickleP99MS = "trickle_p99_ms"
        case intake, ceiling, latencies, failures
        case codecMicroseconds = "codec_microseconds"
    }

    /// One line.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

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
