import Contracts
import Foundation
import IntakeService
import Kernel
import Postgres
import TestSupport
import Testing

@testable import Worker

/// What a batch of requests costs, in counts that do not depend on the machine: whoever makes intake dearer hears of
/// it.
///
/// The bounds are what was measured and a little more. One that a change has made too high should be lowered with it.
@Suite struct IntakeCostTests {
    private static let requests = 1_000
    /// Statements of a batch, BEGIN and COMMIT included, whatever its size.
    private static let statementsBound = 14
    /// Waits for the database in a batch.
    private static let roundTripsBound = 9
    /// Bytes of the write-ahead log for each return: its row, two lines, a timer, the order's row, its decision.
    private static let walBound = 2_600

    @Test func aBatchOfRequestsCostsNoMoreThanItDid() throws {
        let server = try PrivatePostgres(
            folder: "/tmp/backhaul-cost-\(ProcessInfo.processInfo.processIdentifier)",
            settings: PrivatePostgres.forgetful + ["autovacuum=off"])
        try server.start()
        defer { try? server.crash() }
        let bench = try CostBench(url: server.url)
        try bench.apply([IntakeEvents.product(), IntakeEvents.product("HAT"), IntakeEvents.policy()])
        try bench.apply((0..<2 * Self.requests).flatMap(Self.order))
        // Once, so that everything is prepared.
        try bench.apply((0..<Self.requests).map(Self.request))

        let cost = try bench.cost {
            try bench.apply((Self.requests..<2 * Self.requests).map(Self.request))
        }

        #expect(try bench.count("return_request WHERE status = 'authorized'") == 2 * Self.requests)
        #expect(cost.traffic.statements <= Self.statementsBound)
        #expect(cost.traffic.roundTrips <= Self.roundTripsBound)
        #expect(cost.walBytes / Self.requests <= Self.walBound)
    }
}

extension IntakeCostTests {
    private static func order(_ number: Int) throws -> [any ContractEvent] {
        [try IntakeEvents.shipped("o\(number)", boots: 1, hats: 1), IntakeEvents.delivered("o\(number)")]
    }

    private static func request(_ number: Int) -> any ContractEvent {
        IntakeEvents.requested("r\(number)", order: "o\(number)", boots: 1, hats: 1)
    }
}

/// Batches of intake on a database of its own, without a broker.
private final class CostBench {
    struct Cost {
        let traffic: Traffic
        let walBytes: Int
    }

    private static let schema = "intake"
    private static let lanes = IntakeService.definition.inputs.map { LaneID($0.name, 0) }
    private let storage: PostgresStorage
    private let observer: Connection
    private let processor: BatchProcessor<IntakeWorking>
    private let decoder = BatchDecoder(definition: IntakeService.definition)
    private var next: [LaneID: Int64] = [:]

    init(url: String) throws {
        observer = try Connection.open(ConnectionSettings(url: url, schema: Self.schema, applicationName: "test"))
        let definition = IntakeService.definition
        let migrations = MigrationSet(component: definition.name, definition.migrations)
        _ = try Migrator(observer, schema: Self.schema).migrate([RuntimeMigrations.all, migrations])
        storage = PostgresStorage(ConnectionSettings(url: url, schema: Self.schema, applicationName: "test"))
        processor = BatchProcessor(definition: definition, storage: storage)
        try storage.registerLanes(Self.lanes)
    }

    deinit {
        storage.close()
        observer.close()
    }

    /// One batch.
    func apply(_ events: [any ContractEvent]) throws {
        var ends = next
        let records = try events.map { event in
            let lane = LaneID(Swift.type(of: event).topic.name, 0)
            defer { ends[lane, default: 0] += 1 }
            return try record(event, lane, offset: ends[lane] ?? 0)
        }
        let expected = Set(records.map(\.lane)).reduce(into: [LaneID: Int64?]()) { $0[$1] = .some(next[$1]) }
        let result = try processor.apply(
            records.map(decoder.decode)[...], expected: expected, ends: ends.filter { expected.keys.contains($0.key) },
            now: IntakeEvents.start.advanced(by: .days(6)))
        guard case .applied(let summary) = result, summary.refused.isEmpty else {
            throw RunError("the batch was not applied: \(result)")
        }
        next = ends
    }

    /// What a stretch of work costs.
    func cost(_ work: () throws -> Void) throws -> Cost {
        let (traffic, wal) = (storage.traffic, try walPosition())
        try work()
        return Cost(traffic: storage.traffic - traffic, walBytes: try walPosition() - wal)
    }

    func count(_ rows: String) throws -> Int {
        Int(try observer.run(Statement("test.count", "SELECT count(*) FROM \(rows)")).int(0, 0))
    }

    private func walPosition() throws -> Int {
        let statement = Statement("test.wal", "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
        return Int(try observer.run(statement).int(0, 0))
    }

    private func record(_ event: any ContractEvent, _ lane: LaneID, offset: Int64) throws -> InboundRecord {
        let sent = try OutboundRecord.published(event, by: "/test")
        return InboundRecord(lane: lane, offset: offset, key: sent.key, value: sent.value, headers: sent.headers)
    }
}
