import Dispatch
import Synchronization

/// Runs blocking C calls on a thread of its own, because some of librdkafka ignore their time-out (2.0.2: close,
/// destroy, send_offsets_to_transaction, query_watermark_offsets).
final class Watchdog: Sendable {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    /// - Returns: the result, or nil when the deadline passed: the call goes on alone and its result is dropped.
    func run<Value: Sendable>(milliseconds: Int, _ body: @escaping @Sendable () -> Value) -> Value? {
        let result = ResultBox<Value>()
        let done = DispatchSemaphore(value: 0)
        queue.async {
            result.store(body())
            done.signal()
        }
        guard done.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return nil }
        return result.take()
    }
}

private final class ResultBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func store(_ new: Value) { value.withLock { $0 = new } }
    func take() -> Value? { value.withLock { $0 } }
}
