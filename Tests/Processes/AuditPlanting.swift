import Contracts
import Foundation
import Kafka
import Kernel
import Postgres
import TestSupport
import Worker

/// A deployment that has run a small stream to its end, for breaches to be planted in.
final class AuditedDeployment {
    let deployment: Deployment
    private let connection: Connection

    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    init(returns: Int) throws {
        deployment = try Deployment(partitions: 2)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let kafka = deployment.kafka.settings
        let demo = try Program(
            "backhaul",
            [
                "demo", "--exit", "--returns", "\(returns)", "--seed", "31", "--partitions", "2", "--database",
                deployment.database.url, "--kafka", kafka.bootstrapServers, "--topic-prefix", kafka.topicPrefix,
                "--work-folder", folder.path,
            ]
        ).wait(limitSeconds: 240)
        guard demo.status == 0 else { throw Unexpected(description: "the demo failed: \(demo.output)") }
        connection = try Connection.open(
            ConnectionSettings(url: deployment.database.url, schema: "public", applicationName: "planting"))
    }

    deinit { connection.close() }

    func sql(_ text: String) throws { _ = try connection.execute(text, "plant") }

    func value(_ query: String) throws -> String { try connection.run(Statement("plant.value", query)).text(0, 0) }

    /// What `backhaul audit --json` says.
    struct Verdict: Decodable {
        var verdict: String
        var lost: Int
        var doubled: Int
        var repeats: Int
        var violations: Int
        var laws: [String: Int]
        var events: Int
        var units: Int
        var transactions: Bool
        var findings: [String]
        var unjudged: [String]

        /// The laws that are broken.
        var broken: Set<String> { Set(laws.filter { $0.value > 0 }.keys) }
    }

    /// Runs the command; its exit status must be the one of its verdict.
    func audit() throws -> Verdict {
        let outcome = try deployment.tool(
            "audit", "--json", "--settle-seconds", "2", "--database", deployment.database.url)
        let verdict = try JSONDecoder().decode(Verdict.self, from: Data(outcome.lastLine.utf8))
        let statuses: [String: Int32] = ["clean": 0, "broken": 1, "unproven": 2]
        guard outcome.status == statuses[verdict.verdict] else {
            throw Unexpected(description: "\(verdict.verdict) with exit status \(outcome.status)")
        }
        return verdict
    }

    /// Publishes an event under the next number of a lane, as if the worker had done so: only what it says is wrong.
    func publish(_ event: some ContractEvent, by service: String, lane topic: String) throws {
        try sql(
            """
            UPDATE \(service).consumer_offset SET lane_seq = lane_seq + 1 WHERE topic = '\(topic)' AND part = 0;
            INSERT INTO \(service).relay_hint (lane_number, published_seq)
            SELECT lane_number, lane_seq FROM \(service).consumer_offset WHERE topic = '\(topic)' AND part = 0
            ON CONFLICT (lane_number) DO UPDATE SET published_seq = excluded.published_seq
            """)
        let number = try value(
            "SELECT lane_seq::text FROM \(service).consumer_offset WHERE topic = '\(topic)' AND part = 0")
        try publish(event, by: service, lane: "\(topic).0", number: Int64(number) ?? 0)
    }

    /// Publishes an event under any number.
    func publish(_ event: some ContractEvent, by service: String, lane: String, number: Int64) throws {
        let envelope = CloudEvent(
            id: "\(service)-\(lane)-\(number)", source: "/backhaul/\(service)", type: type(of: event).type,
            lane: lane, sequence: number, data: try EventCodec.encode(event))
        try deployment.kafka.publish([
            OutboundRecord(
                topic: type(of: event).topic.name, key: Array(event.key.description.utf8), value: envelope.data,
                headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) })
        ])
    }
}
