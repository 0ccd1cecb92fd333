import Synchronization

/// What probes ask of a worker. Written by its loops, read by the HTTP thread.
package final class WorkerHealth: Sendable {
    private struct State {
        var lastBeatMicroseconds: Int64 = 0
        var assignedLanes = 0
        var stoppedLanes: [String: String] = [:]
        var waitingFor: String?
        var started = false
        var fatal: String?
    }

    private let state = Mutex(State())

    package init() {}

    /// The loop is alive, whether or not there is data.
    package func beat(at monotonicMicroseconds: Int64) {
        state.withLock { $0.lastBeatMicroseconds = monotonicMicroseconds }
    }

    package func assigned(_ lanes: Int, stopped: [LaneID: String]) {
        state.withLock {
            $0.started = true
            $0.assignedLanes = lanes
            $0.stoppedLanes = Dictionary(uniqueKeysWithValues: stopped.map { ($0.key.description, $0.value) })
        }
    }

    /// The database or the broker is away; nil when it is back.
    package func waiting(for what: String?) { state.withLock { $0.waitingFor = what } }

    package func failed(_ message: String) { state.withLock { $0.fatal = message } }

    /// Alive: the loop has moved within the limit. An outage of database or broker does not make a worker dead.
    package func isLive(at monotonicMicroseconds: Int64, limitSeconds: Int64) -> Bool {
        state.withLock {
            $0.fatal == nil
                && ($0.lastBeatMicroseconds == 0
                    || monotonicMicroseconds - $0.lastBeatMicroseconds < limitSeconds * 1_000_000)
        }
    }

    /// Ready: in the group, nothing waits for a person, database there. Otherwise one reason a line.
    package func obstacles() -> [String] {
        state.withLock {
            var reasons: [String] = []
            if let fatal = $0.fatal { reasons.append(fatal) }
            if !$0.started { reasons.append("has not joined its consumer group yet") }
            if let waitingFor = $0.waitingFor { reasons.append("waiting: \(waitingFor)") }
            return reasons + $0.stoppedLanes.sorted { $0.key < $1.key }.map { "lane \($0.key) stopped: \($0.value)" }
        }
    }
}
