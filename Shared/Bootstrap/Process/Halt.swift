import Worker

/// A stop that also wakes whoever sleeps.
struct Halt: Sendable {
    let stop = StopFlag()
    let wake = WakeSignal()

    func ask() {
        stop.set()
        wake.raise()
    }
}

extension OSThread {
    /// Runs what blocks on a thread of its own and waits for it without blocking Swift's pool, which may have one
    /// thread only.
    ///
    /// - Throws: `fatal` when the system gives no thread.
    static func value<Value: Sendable>(name: String, of body: @escaping @Sendable () -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                _ = try OSThread(name: name) { continuation.resume(returning: body()) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
