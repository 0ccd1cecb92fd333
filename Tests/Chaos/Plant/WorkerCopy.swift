import Foundation
import TestSupport

/// One copy of a worker, in one process after another.
struct WorkerCopy {
    enum State: Equatable {
        case running
        /// Stopped by SIGSTOP.
        case frozen
        /// SIGTERM was sent; it must have ended by then.
        case leaving(until: Date, comesBack: Bool)
        /// SIGKILL was sent.
        case killed
    }

    let service: String
    let number: Int
    /// Index of the network that it uses.
    let network: Int
    var child: Child
    var state = State.running

    var name: String { "\(service)-\(number)" }

    /// Whether it has gone after SIGTERM as it should: in good order, or by the signal when that came before the
    /// program had begun.
    func left(with exit: Child.Exit) -> Bool {
        exit == .status(0) || exit == .signal(SIGTERM) && child.isSilent
    }
}
