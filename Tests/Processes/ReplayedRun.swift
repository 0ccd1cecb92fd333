import Contracts
import Foundation
import Kernel
import Postgres
import TestSupport
import Worker

/// A record of a stream, as it should be and, perhaps, as it comes first.
struct StreamRecord {
    let id: String
    let type: String
    let topic: Topic
    let key: MerchantKey
    let right: [UInt8]
    /// Nil where it is right from the start.
    var broken: String?

    init(_ id: String, _ event: some ContractEvent, brokenAs broken: String? = nil) throws {
        self.id = id
        type = Swift.type(of: event).type
        topic = Swift.type(of: event).topic
        key = event.key
        right = try EventCodec.encode(event)
        self.broken = broken
    }

    func record(_ value: [UInt8]) -> OutboundRecord {
        let event = CloudEvent(id: id, source: "/shop", type: type, data: value)
        return OutboundRecord(
            topic: topic.name, key: Array(key.description.utf8), value: value,
            headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }
}

/// A part of a stream, sent once the part before it has led to what it should.
struct StreamStage {
    let records: [StreamRecord]
    /// The type of the event that shows that the part is done.
    let until: String
}

/// One worker, one stream, and what they leave behind.
struct ReplayedRun {
    let worker: String
    let outputs: [Topic]
    let stages: [StreamStage]

    struct Outcome {
        /// The rows of each of the service's tables, without times of the clock.
        var tables: [String: [String]]
        /// What was published, without numbers and times of the clock.
        var events: Set<String>
        var deadLetters: Int
    }

    /// - Parameter isBroken: some records come broken, become dead letters, and are corrected and replayed.
    func outcome(isBroken: Bool) throws -> Outcome {
        let deployment = try Deployment(partitions: 1)
        let program = try deployment.start(worker)
        var letters = 0
        for stage in stages {
            let broken = isBroken ? stage.records.filter { $0.broken != nil } : []
            try deployment.kafka.publish(
                stage.records.map { $0.record(isBroken ? $0.broken.map { Array($0.utf8) } ?? $0.right : $0.right) })
            try replay(broken, deployment)
            letters += broken.count
            let seen = try deployment.read(outputs.map(\.name)) { $0.contains { Self.type(of: $0) == stage.until } }
            guard seen.contains(where: { Self.type(of: $0) == stage.until }) else {
                throw Program.TimedOut(description: "\(worker) never published \(stage.until)")
            }
        }
        program.terminate()
        guard try program.wait(limitSeconds: 40).status == 0 else {
            throw Program.TimedOut(description: "\(worker) did not end well")
        }
        // The worker has published all it has: a reader gets it at once, and then nothing.
        let events = try deployment.read(outputs.map(\.name), within: 5) { _ in false }
        return Outcome(
            tables: try tables(deployment), events: Set(try events.map(Self.content)), deadLetters: letters)
    }

    /// Waits for the dead letters of these records and puts each back, corrected, in this order.
    private func replay(_ broken: [StreamRecord], _ deployment: Deployment) throws {
        guard !broken.isEmpty else { return }
        let topics = Set(broken.map(\.topic.deadLetterName)).sorted()
        let letters = try deployment.read(topics) { letters in
            broken.allSatisfy { Self.place(of: $0, letters) != nil }
        }
        for record in broken {
            guard let place = Self.place(of: record, letters) else {
                throw Program.TimedOut(description: "\(record.id) never became a dead letter")
            }
            let value = try TemporaryValue(record.right)
            let told = try deployment.tool("dlq", "replay", place, "--value", value.path, "--why", "corrected")
            guard told.status == 0 else { throw Program.TimedOut(description: told.errors) }
        }
    }

    private static func place(of record: StreamRecord, _ letters: [InboundRecord]) -> String? {
        letters.first { header("ce_id", $0) == record.id && !DeadLetter.isResolution($0) }
            .map { "\($0.lane.topic)/\($0.lane.partition)/\($0.offset)" }
    }

    private static func header(_ name: String, _ record: InboundRecord) -> String? {
        record.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func type(of record: InboundRecord) -> String? { header("ce_type", record) }

    /// Topic, key, type and data; not the id, which is made of offsets and numbers.
    private static func content(_ record: InboundRecord) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(record.value ?? []))
        let data = (object as? [String: Any] ?? [:]).filter { !["decidedAt", "requestedAt"].contains($0.key) }
        let text = try JSONSerialization.data(withJSONObject: data, options: .sortedKeys)
        let key = String(decoding: record.key ?? [], as: UTF8.self)
        return "\(record.lane.topic) \(key) \(type(of: record) ?? "") \(String(decoding: text, as: UTF8.self))"
    }

    /// Of offsets, numbers and what is on its way; the service's own tables are compared whole.
    private static let runtimeTables: Set = [
        "consumer_offset", "relay_hint", "source_mark", "deployment", "outbox", "outbox_slot", "outbox_0", "outbox_1",
        "outbox_2", "outbox_3", "schema_migration",
    ]
    private static let clockColumns = ["decided_at", "facts_until", "products_until", "due_at"]

    private func tables(_ deployment: Deployment) throws -> [String: [String]] {
        let connection = try Connection.open(ConnectionSettings(url: deployment.database.url, schema: worker))
        defer { connection.close() }
        let names = try connection.run(
            Statement("test.tables", "SELECT tablename FROM pg_tables WHERE schemaname = $1"), [.text(worker)])
        var tables: [String: [String]] = [:]
        for row in 0..<names.count where !Self.runtimeTables.contains(names.text(row, 0)) {
            let name = names.text(row, 0)
            let statement = Statement(
                "test.rows.\(name)", "SELECT (to_jsonb(t) - $1::text[])::text FROM \(name) t ORDER BY 1")
            let rows = try connection.run(statement, [.texts(Self.clockColumns)])
            tables[name] = (0..<rows.count).map { rows.text($0, 0) }
        }
        return tables
    }
}
