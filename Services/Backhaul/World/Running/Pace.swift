/// How many returns may have been requested by now: a value that is told the time, in microseconds of any clock.
///
/// What was held up by an outage is caught up with afterwards.
struct Pace: Sendable {
    private let returnsPerSecond: Double?
    private var startedAt: Int64?

    /// - Parameter returnsPerSecond: nil for no limit.
    init(returnsPerSecond: Double?) { self.returnsPerSecond = returnsPerSecond }

    /// True when one more return may be requested. The first question starts the clock.
    mutating func isDue(returnsRequested: Int, at now: Int64) -> Bool {
        guard let returnsPerSecond else { return true }
        let start = startedAt ?? now
        startedAt = start
        return Double(returnsRequested) <= Double(now - start) / 1_000_000 * returnsPerSecond
    }
}
