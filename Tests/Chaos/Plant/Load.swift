import BackhaulWorld
import Foundation
import Synchronization
import TestSupport

/// `backhaul world` as the load: connected directly, at a steady rate, and what it tells of itself.
final class Load {
    private let child: Child
    private let latest = LatestProgress()
    private let pipe = Pipe()

    /// - Parameters:
    ///   - returns: how many it requests in all.
    ///   - perSecond: how many in a second.
    /// - Throws: when it cannot be started.
    init(
        seed: UInt64, returns: Int, perSecond: Double, bootstrap: String, prefix: String, places: Places,
        orphans: OrphanWatch
    ) throws {
        pipe.fileHandleForReading.readabilityHandler = { [latest] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            latest.take(data)
        }
        child = try Child(
            name: "world", executable: places.executable("backhaul"),
            arguments: [
                "world", "--stay", "--progress-json", "--seed", "\(seed)", "--returns", "\(returns)",
                "--returns-per-second", "\(perSecond)",
            ],
            // What it sends waits for the broker as long as an outage lasts.
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": bootstrap, "TOPIC_PREFIX": prefix, "KAFKA_MESSAGE_TIMEOUT_MS": "300000",
            ], log: places.log("world"), output: pipe.fileHandleForWriting)
        try orphans.add(child.pid)
    }

    /// What it said last; nil before its first word.
    var progress: WorldProgress? { latest.progress }

    /// True while it has more to send.
    var isPublishing: Bool { progress.map { $0.phase == .publishing } ?? true }

    /// True when all is published and answered, and the workers have read it all.
    var isDone: Bool { progress?.phase == .quiet }

    /// Begins nothing more and finishes what was begun.
    func finish() { child.send(SIGUSR1) }

    /// - Throws: `RunError` with the end of its log when it has ended by itself.
    func check() throws {
        guard let exit = child.exit else { return }
        throw RunError("the simulated world ended with \(exit):\n\(child.lastLines(6))")
    }

    func stop() {
        child.send(SIGTERM)
        if child.waitUntilEnded(limitSeconds: 5) == nil { child.kill() }
        pipe.fileHandleForReading.readabilityHandler = nil
    }
}

/// Lines of JSON as they come from a pipe, the last whole one decoded.
private final class LatestProgress: Sendable {
    private struct State {
        var rest: [UInt8] = []
        var progress: WorldProgress?
    }

    private let state = Mutex(State())

    var progress: WorldProgress? { state.withLock { $0.progress } }

    func take(_ data: Data) {
        state.withLock { state in
            state.rest += data
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(state.rest[..<end])
                state.rest.removeFirst(end + 1)
                if let progress = try? JSONDecoder().decode(WorldProgress.self, from: line) {
                    state.progress = progress
                }
            }
        }
    }
}
