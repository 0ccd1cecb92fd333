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
    /// Events that the relay alone publishes in a second.
    var relayEventsPerSecond: Double?
    /// From the start of the process to the first event applied: the median.
    var startToFirstEventSeconds: Double?
    /// Processor time per event with the most returns stored over that with the fewest.
    var growthRatio: Double?
    /// From a notice to the last hold with the most units known: of up to 100,000 units in scope, and of 100.
    var recallHoldSeconds: Double?
    var recallHold100Seconds: Double?
    /// Returns requested a second, from the first record to the last unit's end or the last decision.
    var chainReturnsPerSecond: Double?
    /// The same up to the moment when nine of ten units were at their end: without the waits for what never comes.
    var chainBusyReturnsPerSecond: Double?
    /// All rounds.
    var intake: [Expense] = []
    var ceiling: [Expense] = []
    var latencies: [LatencyMeasure.Latency] = []
    var relay: Expense?
    var starts: [Double] = []
    var growth: [GrowthMeasure.Point] = []
    var recalls: [RecallMeasure.Recall] = []
    var chain: ChainMeasure.Passage?
    /// Each worker alone, by name.
    var workers: [String: WorkersMeasure.Figure] = [:]
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
        case relayEventsPerSecond = "relay_events_per_second"
        case startToFirstEventSeconds = "start_to_first_event_seconds"
        case growthRatio = "growth_ratio"
        case recallHoldSeconds = "recall_hold_seconds"
        case recallHold100Seconds = "recall_hold_100_seconds"
        case chainReturnsPerSecond = "chain_returns_per_second"
        case chainBusyReturnsPerSecond = "chain_busy_returns_per_second"
        case intake, ceiling, latencies, relay, starts, growth, recalls, chain, workers, failures
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
