import BackhaulWorld
import Foundation
import Kafka
import Synchronization
import Worker

/// `backhaul world` as a child process, and what it tells of itself.
final class WorldProcess {
    private let process: ChildProcess
    private let latest = LatestProgress()

    init(binaries: URL, options: DemoOptions, kafka: KafkaSettings, logs: URL) {
        var arguments = [
            "world", "--stay", "--progress-json", "--seed", "\(options.seed)", "--returns", "\(options.returns)",
        ]
        if let file = options.retailCsv { arguments += ["--retail-csv", file] }
        process = ChildProcess(
            name: "world", executable: binaries.appendingPathComponent("backhaul"), arguments: arguments,
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrapServers, "TOPIC_PREFIX": kafka.topicPrefix,
            ], logs: logs)
    }

    /// - Throws: `fatal` when it cannot be started.
    func start() throws(Fault) {
        let pipe = Pipe()
        process.output = pipe
        pipe.fileHandleForReading.readabilityHandler = { [latest] handle in latest.take(handle.availableData) }
        try process.start()
    }

    /// What it said last; nil before its first word.
    var progress: WorldProgress? { latest.progress }

    /// True when all is published and answered.
    var isDone: Bool { progress?.phase == .quiet }

    /// - Throws: `fatal` with the end of its log when it ended by itself.
    func check() throws(Fault) {
        guard let exit = process.exitStatus else { return }
        throw Fault(.fatal, "demo.world", "the simulated world ended with status \(exit):\n\(process.lastLines(5))")
    }

    func stop() { process.stop(limitSeconds: 3) }
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
