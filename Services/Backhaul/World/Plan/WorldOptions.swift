import Kernel

/// What a simulated stream is made from: the same options give the same stream, byte for byte.
package struct WorldOptions: Sendable, Hashable {
    /// Return requests, each with its order, scans and receipt. Blind parcels and unreturned orders come on top.
    package var returns: Int
    /// Where all chance begins.
    package var seed: UInt64
    /// The moment that business times are counted back from: requests fall into the 60 days before it.
    package var start: Instant
    /// `transitLimitSeconds` of all policies: when silently lost goods are given up, in seconds of real time.
    ///
    /// It must be longer than the pipeline's backlog at its worst, else goods are given up and found again.
    package var transitLimitSeconds: Int64
    /// True to publish events that break the contract, and conflicting repeats, at the rates of `Calibration`.
    package var disturbed: Bool

    package init(
        returns: Int, seed: UInt64, start: Instant, transitLimitSeconds: Int64 = 20, disturbed: Bool = true
    ) {
        self.returns = returns
        self.seed = seed
        self.start = start
        self.transitLimitSeconds = transitLimitSeconds
        self.disturbed = disturbed
    }
}
