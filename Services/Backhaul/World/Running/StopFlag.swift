import Foundation
import Synchronization

/// A request to stop, from a signal or from a caller.
package final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    /// True once anybody has asked to stop, or SIGTERM or SIGINT has come (if they are heard).
    package var isRaised: Bool { flag.load(ordering: .acquiring) || raisedBySignal.load(ordering: .acquiring) }

    /// Asks to stop.
    package func raise() { flag.store(true, ordering: .releasing) }

    /// From now on SIGTERM and SIGINT ask every flag of this process to stop, whatever mask its parent handed on.
    package static func hearSignals() {
        _ = raisedBySignal.load(ordering: .relaxed)  // made before a handler can run
        signal(SIGTERM) { _ in raisedBySignal.store(true, ordering: .releasing) }
        signal(SIGINT) { _ in raisedBySignal.store(true, ordering: .releasing) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

private let raisedBySignal = Atomic<Bool>(false)
