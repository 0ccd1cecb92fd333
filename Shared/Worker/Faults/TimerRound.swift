/// How many due timers are taken at once, and which one is put off: the round that keeps one bad timer from stopping
/// the others.
///
/// A transaction takes the earliest `limit` timers. When the database or a handler refuses it, half as many are
/// taken; when a single one is refused, that one is put off. After each success the limit doubles, up to its most.
package struct TimerRound: Sendable, Equatable {
    /// What is to be done next.
    package enum Verdict: Sendable, Equatable {
        /// Take fewer at once.
        case takeFewer
        /// The earliest timer itself cannot fire.
        case putOff
    }

    private let most: Int
    /// How many timers to take in one transaction.
    package private(set) var limit: Int

    package init(most: Int) {
        self.most = max(1, most)
        limit = self.most
    }

    /// The timers that were taken are fired.
    package mutating func succeeded() { limit = min(most, limit * 2) }

    /// One of the timers that were taken cannot fire.
    ///
    /// - Parameter taken: how many there were.
    package mutating func failed(taken: Int) -> Verdict {
        guard taken > 1 else {
            limit = most
            return .putOff
        }
        limit = max(1, min(limit, taken) / 2)
        return .takeFewer
    }
}
