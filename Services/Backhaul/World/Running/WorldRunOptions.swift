import Foundation

/// How a world is run.
package struct WorldRunOptions: Sendable {
    /// How far it may be ahead of the workers.
    package var limits: FlowLimits
    /// At most so many returns are requested a second, and with each what belongs to it; nil for as many as go.
    package var returnsPerSecond: Double?
    /// Time between two reports of progress.
    package var reportMilliseconds: Int64
    /// Everything counts as quiet when nothing has come or gone for so long.
    package var quietMilliseconds: Int64
    /// The same while items are missing that no bench was asked about: longer than any wait of a worker, so that it is
    /// certain that nobody will ask.
    package var patienceMilliseconds: Int64
    /// True to end by itself when all is published, answered and quiet.
    package var endsWhenQuiet: Bool
    /// Ends when this process is gone; nil to live on its own.
    package var parentProcess: Int32?

    package init(
        limits: FlowLimits = FlowLimits(), returnsPerSecond: Double? = nil, reportMilliseconds: Int64 = 250,
        quietMilliseconds: Int64 = 3_000, patienceMilliseconds: Int64 = 60_000, endsWhenQuiet: Bool = true,
        parentProcess: Int32? = nil
    ) {
        self.limits = limits
        self.returnsPerSecond = returnsPerSecond
        self.reportMilliseconds = reportMilliseconds
        self.quietMilliseconds = quietMilliseconds
        self.patienceMilliseconds = patienceMilliseconds
        self.endsWhenQuiet = endsWhenQuiet
        self.parentProcess = parentProcess
    }

    /// True when the process that it belongs to is gone.
    var parentIsGone: Bool { parentProcess.map { getppid() != $0 } ?? false }
}
