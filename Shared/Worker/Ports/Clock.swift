import Kernel

/// Time for the runtime: what the domain gets as an argument is read here, once a batch.
package protocol Clock: Sendable {
    /// UTC now.
    func now() -> Instant
    /// Microseconds that only go forward, for durations and deadlines.
    func monotonicMicroseconds() -> Int64
}
