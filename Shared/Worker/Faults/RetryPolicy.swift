/// How long to wait before the same work is tried again: doubling from the first wait to the last, for ever.
package struct RetryPolicy: Sendable, Equatable {
    package var firstWaitMilliseconds: Int
    package var lastWaitMilliseconds: Int

    package init(firstWaitMilliseconds: Int = 20, lastWaitMilliseconds: Int = 5_000) {
        self.firstWaitMilliseconds = firstWaitMilliseconds
        self.lastWaitMilliseconds = lastWaitMilliseconds
    }

    /// - Parameter attempt: 1 for the first failure.
    package func waitMilliseconds(afterAttempt attempt: Int) -> Int {
        let doublings = min(max(attempt - 1, 0), 20)
        return min(lastWaitMilliseconds, firstWaitMilliseconds << doublings)
    }
}
