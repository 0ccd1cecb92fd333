import BackhaulWorld
import Foundation
import Kafka
import TestSupport
import Worker

/// `backhaul world` beside the workers of a deployment, as fast as they take it.
final class SimulatedWorld {
    let process: MeteredProcess
    private let said: URL

    /// - Parameter returns: how many it requests.
    init(_ deployment: Deployment, returns: Int) throws {
        said = deployment.servers.logs.appendingPathComponent("\(deployment.database)-progress")
        try Data().write(to: said)
        process = try deployment.start(
            "world", executable: "backhaul",
            ["world", "--stay", "--progress-json", "--seed", "1", "--returns", "\(returns)"],
            [
                "KAFKA_BOOTSTRAP_SERVERS": deployment.kafka.settings.bootstrapServers,
                "TOPIC_PREFIX": deployment.kafka.settings.topicPrefix,
            ], output: try FileHandle(forWritingTo: said))
    }

    /// What it said last, as far as the line is whole; nil before its first word.
    func progress() throws -> WorldProgress? {
        let lines = try Data(contentsOf: said).split(separator: UInt8(ascii: "\n")).suffix(2)
        return lines.reversed().lazy.compactMap { try? JSONDecoder().decode(WorldProgress.self, from: $0) }.first
    }
}
