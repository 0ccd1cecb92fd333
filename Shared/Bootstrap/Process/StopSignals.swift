#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The signals that ask a process to stop.
package enum StopSignals {
    /// Lets SIGTERM and SIGINT through: a parent that starts processes from a thread with blocked signals hands its
    /// mask on, and the child would then never hear that it is to stop.
    package static func unblock() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Ends the process with status 0 on SIGTERM and SIGINT, as long as nobody else hears them: at its very start there
    /// is nothing in hand.
    package static func endAtOnce() {
        for stop in [SIGTERM, SIGINT] { signal(stop) { _ in _exit(0) } }
    }
}
