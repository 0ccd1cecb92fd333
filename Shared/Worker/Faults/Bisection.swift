/// Finds the records of a batch that the database refuses: halves what failed until single records remain.
///
/// The parts come in the order of the batch, so each lane still moves forward only.
package struct Bisection: Sendable {
    /// What is to be done next.
    package enum Verdict: Equatable, Sendable {
        /// Apply this part; report `succeeded` or `failed`.
        case apply(Range<Int>)
        /// This single record cannot be stored: mark it as a dead letter, then `requeue`.
        case quarantine(Int)
        case finished
    }

    private var pending: [(part: Range<Int>, failed: Bool)]

    package init(count: Int) { pending = count > 0 ? [(0..<count, false)] : [] }

    package var next: Verdict {
        guard let last = pending.last else { return .finished }
        return last.failed ? .quarantine(last.part.lowerBound) : .apply(last.part)
    }

    /// The single record just given is marked as a dead letter: apply it as such.
    package mutating func requeue() {
        guard let (part, _) = pending.popLast() else { return }
        pending.append((part, false))
    }

    /// The part just given was committed.
    package mutating func succeeded() { _ = pending.popLast() }

    /// The part just given has a record that cannot be stored.
    package mutating func failed() {
        guard let (part, _) = pending.popLast() else { return }
        if part.count == 1 {
            pending.append((part, true))
        } else {
            let middle = part.lowerBound + part.count / 2
            pending.append((middle..<part.upperBound, false))
            pending.append((part.lowerBound..<middle, false))
        }
    }
}
