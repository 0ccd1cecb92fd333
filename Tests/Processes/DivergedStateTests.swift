import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing
import Worker

/// A database and a broker that do not belong together any more, with real processes: refused with one message, and
/// mended by the commands that the message and the runbook name.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DivergedStateTests {
    private let lane = LaneID(Topic.orders.name, 0)

    @Test func aRestoredDatabaseIsRefusedUntilItIsAdopted() throws {
        let deployment = try Deployment(partitions: 1)
        try deploy(deployment, orders: 1...3)
        let backup = try deployment.database.copy()
        try deploy(deployment, orders: 4...6)
        let restored = ["DATABASE_URL": backup.url]

        let refused = try deployment.start("intake", restored).wait(limitSeconds: 60)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("was restored to an older state"), "\(refused.errors)")
        #expect(refused.errors.contains("backhaul lanes adopt"))
        #expect(try offset(in: backup) == 3, "nothing was applied")

        let listed = try deployment.tool(["lanes", "list", "--service", "intake"], restored)
        #expect(listed.output.contains("restored") || listed.output.contains("the database is older"), "\(listed)")
        let adopted = try deployment.tool(["lanes", "adopt", "--service", "intake"], restored)
        #expect(adopted.status == 0, "\(adopted.errors)")
        try run(deployment, restored) { try self.offset(in: backup) == 6 }
    }

    /// The group's offsets are for lag tools only; who moves them ahead by hand may believe otherwise.
    @Test func aGroupThatWasResetAheadIsRefusedUntilTheDatabaseIsAdopted() throws {
        let deployment = try Deployment(partitions: 1)
        try publish(deployment, orders: 1...9)
        let group = try GroupPositions(
            settings: deployment.kafka.settings, group: "intake", logger: deployment.kafka.logger)
        defer { group.close() }
        group.store([lane: 8])
        try waitUntil { try group.read(lanes: [self.lane]) == [self.lane: 8] }

        for _ in 1...2 {
            let refused = try deployment.start("intake").wait(limitSeconds: 60)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("Kafka's group has 8"), "\(refused.errors)")
            #expect(refused.errors.contains("reset by hand"))
        }
        #expect(try deployment.tool("lanes", "adopt", "--service", "intake").status == 0)
        try run(deployment) { try self.offset(in: deployment.database) == 9 }
    }

    @Test func theDatabaseOfAnotherPrefixIsRefused() throws {
        let deployment = try Deployment(partitions: 1)
        try deploy(deployment, orders: 1...1)
        let other = try Deployment(partitions: 1).kafka

        let refused = try deployment.start("intake", ["TOPIC_PREFIX": other.settings.topicPrefix])
            .wait(limitSeconds: 60)

        #expect(refused.status == 1)
        #expect(refused.errors.contains("belongs to the topic prefix '\(deployment.kafka.settings.topicPrefix)'"))
        #expect(refused.errors.contains("'\(other.settings.topicPrefix)'"))
    }

    /// What a topic that was deleted and made anew looks like: another record in the place of the last one.
    @Test func aTopicThatWasMadeAnewStopsItsLaneUntilItIsRestarted() throws {
        let deployment = try Deployment(partitions: 1)
        try deploy(deployment, orders: 1...3)
        try execute("UPDATE intake.consumer_offset SET witness = witness + 1", on: deployment.database)
        try publish(deployment, orders: 4...4)

        let worker = try deployment.start("intake")
        try worker.waitForError(containing: "the topic was made anew", limitSeconds: 60)
        worker.terminate()
        #expect(try worker.wait(limitSeconds: 40).status == 0)
        #expect(try offset(in: deployment.database) == 3)

        let arguments = ["lanes", "restart", "--service", "intake", "--topic", lane.topic, "--at", "beginning"]
        let restarted = try deployment.tool(arguments)
        #expect(restarted.output.contains("goes on at offset 0"), "\(restarted)")
        try run(deployment) { try self.offset(in: deployment.database) == 4 }
    }

    @Test func anOffsetOffTheLogStopsItsLaneAndTheOthersGoOn() throws {
        let deployment = try Deployment(partitions: 2)
        try publish(deployment, orders: 1...40)
        try run(deployment) { try self.applied(in: deployment.database) == 40 }
        try execute(
            "UPDATE intake.consumer_offset SET next_offset = 7000, witness_offset = 6999 WHERE part = 0 "
                + "AND topic = '\(lane.topic)'", on: deployment.database)
        try publish(deployment, orders: 41...80)

        let worker = try deployment.start("intake")
        try worker.waitForError(containing: "the next offset is 7000 but the topic holds 0 to", limitSeconds: 60)
        let other = LaneID(lane.topic, 1)
        try waitUntil { try self.offset(in: deployment.database, other) == self.end(of: other, deployment) }
        worker.terminate()
        #expect(try worker.wait(limitSeconds: 40).status == 0)

        let listed = try deployment.tool("lanes", "list", "--service", "intake")
        #expect(listed.output.contains("the topic was made anew"), "\(listed.output)")
        let refusal = try restart(deployment, at: "9000")
        #expect(refusal.status != 0)
        #expect(refusal.errors.contains("expected `beginning`, `end`, or an offset of 0 to"))
        #expect(try restart(deployment, at: "beginning").status == 0)
        try run(deployment) { try self.applied(in: deployment.database) == 80 }
    }

    @Test func theToolChangesNothingWhileAWorkerRuns() throws {
        let deployment = try Deployment(partitions: 1)
        let worker = try deployment.start("intake")
        try worker.waitForError(containing: "lanes assigned", limitSeconds: 60)

        let refused = try deployment.tool("lanes", "adopt", "--service", "intake")

        #expect(refused.status == 1)
        #expect(refused.errors.contains("stop all copies of it first"), "\(refused.errors)")
    }

    @Test func aNewerSchemaAndAnOlderOneAreRefusedWithWhatToDo() throws {
        let deployment = try Deployment(partitions: 1)
        try execute(
            "INSERT INTO intake.schema_migration (component, version, name, checksum) "
                + "SELECT component, max(version) + 1, 'M9999_later', 'x' FROM intake.schema_migration "
                + "WHERE component = 'runtime' GROUP BY component", on: deployment.database)
        let newer = try deployment.start("intake").wait(limitSeconds: 60)
        #expect(newer.status == 1)
        #expect(newer.errors.contains("use the newer program"), "\(newer.errors)")

        try execute(
            "DELETE FROM intake.schema_migration WHERE component = 'runtime' AND version > 1", on: deployment.database)
        let older = try deployment.start("intake").wait(limitSeconds: 60)
        #expect(older.status == 1)
        #expect(older.errors.contains("run `backhaul migrate`"), "\(older.errors)")
    }

    // What the tests are made of.

    /// Publishes orders and lets intake apply them.
    private func deploy(_ deployment: Deployment, orders: ClosedRange<Int>) throws {
        try publish(deployment, orders: orders)
        try run(deployment) { try self.offset(in: deployment.database) == Int64(orders.upperBound) }
    }

    private func publish(_ deployment: Deployment, orders: ClosedRange<Int>) throws {
        try deployment.kafka.publish(
            orders.map { order in
                let data = "{\"merchant\":\"m\",\"orderId\":\"\(order)\",\"deliveredAt\":\"2026-01-01T00:00:00Z\"}"
                let event = CloudEvent(
                    id: "\(order)", source: "/shop", type: OrderDelivered.type, data: Array(data.utf8))
                return OutboundRecord(
                    topic: lane.topic, key: Array("m/\(order)".utf8), value: event.data,
                    headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
            })
    }

    /// Runs intake until the condition holds, and ends it well.
    private func run(
        _ deployment: Deployment, _ extra: [String: String] = [:], until condition: () throws -> Bool
    ) throws {
        let worker = try deployment.start("intake", extra)
        try waitUntil(worker, condition)
        worker.terminate()
        #expect(try worker.wait(limitSeconds: 40).status == 0)
    }

    private func waitUntil(_ worker: Program? = nil, _ condition: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end { if try condition() { return } }
        Issue.record("never came true: \(worker?.errorText ?? "")")
    }

    private func restart(_ deployment: Deployment, at place: String) throws -> Program.Outcome {
        let fixed = ["lanes", "restart", "--service", "intake", "--topic", lane.topic, "--partition", "0", "--at"]
        return try deployment.tool(fixed + [place])
    }

    private func offset(in database: FreshDatabase, _ lane: LaneID? = nil) throws -> Int64 {
        let lane = lane ?? self.lane
        let sql = "SELECT coalesce(max(next_offset), 0) FROM consumer_offset WHERE topic = $1 AND part = $2"
        return try query(sql, [.text(lane.topic), .int8(Int64(lane.partition))], database)
    }

    private func applied(in database: FreshDatabase) throws -> Int64 {
        try query("SELECT count(*) FROM order_fact", [], database)
    }

    private func query(_ sql: String, _ parameters: [SQLValue], _ database: FreshDatabase) throws -> Int64 {
        let connection = try Connection.open(
            ConnectionSettings(url: database.url, schema: "intake", applicationName: "test"))
        defer { connection.close() }
        return try connection.run(Statement("test", sql), parameters).int(0, 0)
    }

    private func execute(_ sql: String, on database: FreshDatabase) throws {
        let connection = try Connection.open(
            ConnectionSettings(url: database.url, schema: "intake", applicationName: "test"))
        defer { connection.close() }
        try connection.execute(sql, "test")
    }

    private func end(of lane: LaneID, _ deployment: Deployment) throws -> Int64 {
        let marks = try TopicWatermarks(settings: deployment.kafka.settings, logger: deployment.kafka.logger)
        defer { marks.close() }
        return try marks.read(lanes: [lane])[lane]?.high ?? -1
    }
}
