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
}
