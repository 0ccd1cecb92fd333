/// How far a world is: one JSON line a moment on standard output, for whoever draws the bars.
package struct WorldProgress: Sendable, Hashable, Codable {
    /// What it is doing.
    package enum Phase: String, Sendable, Hashable, Codable {
        /// The stream is being published; answers go out beside it.
        case publishing
        /// All is published; answers go on.
        case answering
        /// All is published and answered, and the workers have read it all. A timer may still wake something.
        case quiet
        /// The world has left; `account` is final.
        case ended
    }

    /// What it is doing now.
    package var phase: Phase
    /// What was published and what must come of it, conflicting answers included.
    package var account: StreamAccount
    /// Return requests that will be published in all, where that is known beforehand.
    package var plannedReturns: Int?
    /// Units that benches have reported on.
    package var unitsInspected: Int
    /// Work steps that were done.
    package var stepsCompleted: Int
    /// Work steps that failed.
    package var stepsFailed: Int
    /// Items that arrived and that no bench was asked about yet.
    package var unitsAhead: Int
    /// Tasks and orders that wait because the arrival of their unit was not seen yet.
    package var waiting: Int
    /// The slowest worker's records to read, by topic, where there are any.
    package var lag: [String: Int64]
    /// Lines of a real year by what became of them; empty for the calibrated stream.
    package var buckets: [String: Int]
    /// Wall clock of the first record published, in microseconds since 1970.
    package var startedAtMicroseconds: Int64?
}
