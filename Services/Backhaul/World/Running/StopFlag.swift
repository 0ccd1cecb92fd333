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

    /// True once SIGUSR1 has come: what was begun goes on to its end, and nothing more is begun.
    package static var isFinishAsked: Bool { finishAskedBySignal.load(ordering: .acquiring) }

    /// From now on SIGTERM and SIGINT ask every flag of this process to stop, and SIGUSR1 asks it to finish, whatever
    /// mask its parent handed on.
    package static func hearSignals() {
        // Made before a handler can run.
        _ = (raisedBySignal.load(ordering: .relaxed), finishAskedBySignal.load(ordering: .relaxed))
        signal(SIGTERM) { _ in raisedBySignal.store(true, ordering: .releasing) }
        signal(SIGINT) { _ in raisedBySignal.store(true, ordering: .releasing) }
        signal(SIGUSR1) { _ in finishAskedBySignal.store(true, ordering: .releasing) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for heard in [SIGTERM, SIGINT, SIGUSR1] { sigaddset(&signals, heard) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

private let raisedBySignal = Atomic<Bool>(false)
private let finishAskedBySignal = Atomic<Bool>(false)
