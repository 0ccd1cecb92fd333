import Kernel

/// How many items of a return line are where.
///
/// The conservation law: authorised = received + lost + kept with the customer + cancelled + open. Units that nobody
/// announced are on neither side: they are counted as units of their own, each with a finding other than `matched`.
public struct LineBalance: Hashable, Sendable {
    public var authorized: Int64
    public var received: Int64
    public var lost: Int64
    public var kept: Int64
    public var cancelled: Int64
    public var open: Int64

    /// Counts the items of a line.
    public init(_ line: ReturnLine) {
        authorized = line.authorized
        received = line.custody.received.count
        lost = line.custody.overdue.count + line.custody.lostByCarrier.count
        kept = line.custody.kept.count
        cancelled = line.custody.cancelled.count
        open = line.custody.open.count
    }

    /// True when the law holds.
    public var isBalanced: Bool { authorized == received + lost + kept + cancelled + open }
}

/// The law of money for one order line: what is left of all promises is never negative and never more than was paid.
///
/// - Parameter refunds: the refunds of all return lines of that order line.
public func refundsKeepTheLaw(_ refunds: [Refund], for line: SaleLine) -> Bool {
    let nets = refunds.map(\.net)
    return nets.allSatisfy { $0 >= 0 } && nets.reduce(0, +) <= line.paidInFull
}
