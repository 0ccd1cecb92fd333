import Synchronization

/// What probes ask of a worker. Written by its loops, each under an id of its own; read by the HTTP thread.
package final class WorkerHealth: Sendable {
    /// Tells the words of one loop from those of others.
    package struct LoopID: Hashable, Sendable {
        private static let next = Atomic<Int>(0)
        private let number = Self.next.add(1, ordering: .relaxed).newValue

        package init() {}
    }

    private struct LoopState {
        var lastBeatMicroseconds: Int64 = 0
        var hasJoined = false
        var stoppedLanes: [String: String] = [:]
        var waitingFor: String?
    }

    private struct State {
        var loops: [LoopID: LoopState] = [:]
        var fatal: String?
    }

    private let state = Guarded(State())

    package init() {}

    /// The loop is alive, whether or not there is data.
    package func beat(_ loop: LoopID, at monotonicMicroseconds: Int64) {
        state.withLock { $0.loops[loop, default: LoopState()].lastBeatMicroseconds = monotonicMicroseconds }
    }

    /// The loop is in its group; `stopped` are the lanes of it that wait for a person, and why.
    package func assigned(_ loop: LoopID, stopped: [LaneID: String]) {
        let named = Dictionary(stopped.map { ($0.key.description, $0.value) }) { first, _ in first }
        state.withLock {
            $0.loops[loop, default: LoopState()].hasJoined = true
            $0.loops[loop, default: LoopState()].stoppedLanes = named
        }
    }

    /// The database or the broker is away; nil when it is back.
    package func waiting(_ loop: LoopID, for what: String?) {
        state.withLock { $0.loops[loop, default: LoopState()].waitingFor = what }
    }

    /// The loop has ended in good order: nothing is expected of it any more.
    package func ended(_ loop: LoopID) { state.withLock { $0.loops[loop] = nil } }

    /// Only a person can help; the process is about to stop with this message.
    package func failed(_ message: String) { state.withLock { $0.fatal = message } }

    /// Alive: every loop has moved within the limit. An outage of database or broker does not make a worker dead.
    package func isLive(at monotonicMicroseconds: Int64, limitSeconds: Int64) -> Bool {
        state.withLock { state in
            state.fatal == nil
                && state.loops.values.allSatisfy { loop in
                    loop.lastBeatMicroseconds == 0
                        || monotonicMicroseconds - loop.lastBeatMicroseconds < limitSeconds * 1_000_000
                }
        }
    }

    /// Ready: in the group, nothing waits for a person, database there. Otherwise one reason a line.
    package func obstacles() -> [String] {
        state.withLock { state in
            var reasons: [String] = []
            if let fatal = state.fatal { reasons.append(fatal) }
            if state.loops.isEmpty || state.loops.values.contains(where: { !$0.hasJoined }) {
                reasons.append("has not joined its consumer group yet")
            }
            reasons += Set(state.loops.values.compactMap(\.waitingFor)).sorted().map { "waiting: \($0)" }
            let stopped = state.loops.values.flatMap(\.stoppedLanes).sorted { $0.key < $1.key }
            return reasons + stopped.map { "lane \($0.key) stopped: \($0.value)" }
        }
    }
}
