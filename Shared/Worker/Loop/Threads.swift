import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Asked for once, seen by all loops.
package final class StopFlag: Sendable {
    private let requested = Atomic<Bool>(false)

    package init() {}

    package var isSet: Bool { requested.load(ordering: .acquiring) }

    /// Asks all loops that share the flag to stop.
    package func set() { requested.store(true, ordering: .releasing) }
}

/// Wakes one sleeping loop: a commit tells the relay, a stop tells everyone.
package final class WakeSignal: @unchecked Sendable {
    // The C objects need a fixed address and are guarded by themselves.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var raised = false

    package init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Wakes the loop that waits, or the next one that will.
    package func raise() {
        pthread_mutex_lock(mutex)
        raised = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits until the signal is raised or the time is up, and lowers it.
    package func wait(milliseconds: Int) {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + milliseconds % 1_000 * 1_000_000
        deadline.tv_sec += milliseconds / 1_000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        while !raised {
            if pthread_cond_timedwait(condition, mutex, &deadline) != 0 { break }
        }
        raised = false
        pthread_mutex_unlock(mutex)
    }
}

/// A named thread of the operating system for a loop that blocks; Swift's own pool is never blocked.
package struct OSThread: Sendable {
    private let end = EndOfThread()

    /// Starts at once.
    /// - Throws: `fatal` when the system gives no thread.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(Fault) {
        let start = ThreadStart(name: String(name.prefix(15)), body: body, end: end)
        var handle = pthread_t()
        let status = pthread_create(
            &handle, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        guard status == 0 else { throw Fault(.fatal, "thread.start", "the system gave no thread (\(status))") }
        pthread_detach(handle)
    }

    /// Waits for the end of the body.
    /// - Returns: false when the time was up first.
    package func join(milliseconds: Int) -> Bool {
        if end.reached.load(ordering: .acquiring) { return true }
        end.signal.wait(milliseconds: milliseconds)
        guard end.reached.load(ordering: .acquiring) else { return false }
        // The wait lowered the signal: another thread may wait for the same end.
        end.signal.raise()
        return true
    }
}

private final class EndOfThread: Sendable {
    let reached = Atomic<Bool>(false)
    let signal = WakeSignal()
}

/// What a new thread needs; handed over retained.
private final class ThreadStart: Sendable {
    private let name: String
    private let body: @Sendable () -> Void
    private let end: EndOfThread

    init(name: String, body: @escaping @Sendable () -> Void, end: EndOfThread) {
        self.name = name
        self.body = body
        self.end = end
    }

    func run() {
        nameThread()
        body()
        end.reached.store(true, ordering: .releasing)
        end.signal.raise()
    }

    /// For `top -H` and core dumps; a system without it does without.
    private func nameThread() {
        guard let file = fopen("/proc/thread-self/comm", "w") else { return }
        fputs(name, file)
        fclose(file)
    }
}
