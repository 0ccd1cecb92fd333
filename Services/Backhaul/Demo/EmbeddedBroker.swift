import Foundation
import Kafka
import Worker

/// `devbroker` as a child process, with the deployment's topics.
final class EmbeddedBroker {
    private let process: ChildProcess
    private let portFile: URL

    /// - Throws: `fatal` when it does not come up in ten seconds.
    init(binaries: URL, folder: URL, logs: URL, topicPrefix: String, partitions: Int) throws(Fault) {
        let topics = folder.appendingPathComponent("topics")
        portFile = folder.appendingPathComponent("broker")
        let lines = WorkerCatalogue.topics(partitions: partitions, replicationFactor: 1)
            .map { "\(topicPrefix)\($0.name) \($0.partitions)" }
        _ = FileManager.default.createFile(
            atPath: topics.path, contents: Data((lines.joined(separator: "\n") + "\n").utf8))
        try? FileManager.default.removeItem(at: portFile)
        process = ChildProcess(
            name: "devbroker", executable: binaries.appendingPathComponent("devbroker"),
            arguments: [
                "--port-file", portFile.path, "--topics-file", topics.path,
                "--parent-pid", "\(ProcessInfo.processInfo.processIdentifier)",
            ], environment: [:], logs: logs)
        try process.start()
    }

    /// The bootstrap address, once it answers.
    func address() throws(Fault) -> String {
        let deadline = Date(timeIntervalSinceNow: 10)
        while Date() < deadline {
            if let text = try? String(contentsOf: portFile, encoding: .utf8), !text.isEmpty {
                return text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            if process.exitStatus != nil { break }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw Fault(.fatal, "demo.broker", "the embedded broker did not come up:\n\(process.lastLines(5))")
    }

    func stop() { process.stop(limitSeconds: 2) }
}
