#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A value behind a lock.
///
/// Not the standard library's `Mutex`: on Linux the thread sanitizer does not see that lock (Swift 6.3.1: four
/// threads that count under it are reported as a race, and count right), and the runtime's tests run under the
/// sanitizer.
final class Guarded<Value: Sendable>: @unchecked Sendable {
    // The C object needs a fixed address.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
