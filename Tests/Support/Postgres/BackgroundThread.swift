import Dispatch
import Foundation

/// A thread for the part of a test that blocks, such as a second worker that waits for a lock.
package final class BackgroundThread<Value: Sendable>: Sendable {
    private let ended = DispatchSemaphore(value: 0)
    private let outcome = Box<Result<Value, any Error>>()

    /// Starts the thread.
    package init(_ body: @escaping @Sendable () throws -> Value) {
        let ended = ended
        let outcome = outcome
        Thread.detachNewThread {
            outcome.set(Result { try body() })
            ended.signal()
        }
    }

    /// What the body returned. Call it once.
    ///
    /// - Throws: what the body threw, or that the time was up.
    package func value(limitSeconds: Int = 20) throws -> Value {
        guard ended.wait(timeout: .now() + .seconds(limitSeconds)) == .success, let outcome = outcome.get() else {
            throw ServerUnavailable("a thread of the test did not end within \(limitSeconds) seconds")
        }
        return try outcome.get()
    }
}

/// One value behind a lock.
private final class Box<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value?

    func set(_ new: Value) { lock.withLock { value = new } }
    func get() -> Value? { lock.withLock { value } }
}
