import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresOutboxTests {
    private func segment(_ lane: Int32, _ numbers: ClosedRange<Int64>, bytes: Int = 10) -> Segment {
        Segment(
            laneNumber: lane, firstSequence: numbers.lowerBound, lastSequence: numbers.upperBound,
            records: Array(repeating: UInt8(truncatingIfNeeded: numbers.lowerBound), count: bytes))
    }

    private func append(_ segments: [Segment]) throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try storage.transaction { (unit) throws(Fault) in try unit.appendSegments(segments) }
    }

    @Test func segmentsComeInOrderWithinEachLane() throws {
        let relay = PostgresOutboxStorage(try TestSchema.current().settings())
        let first = [segment(1, 1...5), segment(0, 1...1), segment(2, 1...9)]
        let second = [segment(0, 2...4), segment(1, 6...6)]
        try append(first)
        try append(second)

        let all = try relay.segments(after: [0: 0, 1: 0, 2: 9, 7: 0], maxBytes: 1_000)

        #expect(all == [first[1], second[0], first[0], second[1]])
        #expect(try relay.segments(after: [:], maxBytes: 1_000).isEmpty)
    }

    @Test func aPositionInTheMiddleOfASegmentFindsThatSegment() throws {
        let relay = PostgresOutboxStorage(try TestSchema.current().settings())
        try append([segment(0, 1...5), segment(0, 6...9)])

        #expect(try relay.segments(after: [0: 5], maxBytes: 1_000) == [segment(0, 6...9)])
        #expect(try relay.segments(after: [0: 3], maxBytes: 1_000) == [segment(0, 1...5), segment(0, 6...9)])
        #expect(try relay.segments(after: [0: 9], maxBytes: 1_000).isEmpty)
    }

    @Test func theLimitCutsNoLaneOffAndLeavesNoGap() throws {
        let relay = PostgresOutboxStorage(try TestSchema.current().settings())
        let starts = stride(from: Int64(1), to: 100, by: 2)
        let busy = starts.map { first in segment(0, first...(first + 1), bytes: 5_000) }
        try append(busy + [segment(1, 1...1, bytes: 5_000)])

        let some = try relay.segments(after: [0: 0, 1: 0], maxBytes: 20_000)
        let oneAtLeast = try relay.segments(after: [0: 4], maxBytes: 1)

        #expect(some == Array(busy[0..<3]) + [segment(1, 1...1, bytes: 5_000)])
        #expect(oneAtLeast == [busy[2]])
    }

    @Test func segmentsOfAnOpenTransactionAreNotSeen() throws {
        let schema = try TestSchema.current()
        let relay = PostgresOutboxStorage(schema.settings())
        let storage = PostgresStorage(schema.settings())

        try storage.transaction { (unit) throws(Fault) in
            try unit.appendSegments([segment(0, 1...1)])
            #expect(try relay.segments(after: [0: 0], maxBytes: 1_000).isEmpty)
        }

        #expect(try relay.segments(after: [0: 0], maxBytes: 1_000).count == 1)
    }

    @Test func aShardHasItsOwnLanesAndNoOthers() throws {
        let schema = try TestSchema.current()
        let storage = PostgresStorage(schema.settings())
        let lanes = (Int32(0)..<5).map { LaneID("orders", $0) }
        try storage.registerLanes(lanes)
        try storage.transaction { (unit) throws(Fault) in
            try unit.moveLanes([LaneMove(lane: lanes[3], nextOffset: 8, sequence: 12)])
        }
        let relay = PostgresOutboxStorage(schema.settings())
        try relay.storeHints([3: 11])

        let odd = try relay.relayLanes(shard: 1, shardCount: 2)

        #expect(
            odd == [
                RelayLane(number: 1, lane: lanes[1], sequence: 0, publishedHint: 0),
                RelayLane(number: 3, lane: lanes[3], sequence: 12, publishedHint: 11),
            ])
        #expect(try relay.relayLanes(shard: 0, shardCount: 2).map(\.number) == [0, 2, 4])
    }

    @Test func hintsNeverFall() throws {
        let schema = try TestSchema.current()
        try PostgresStorage(schema.settings()).registerLanes([LaneID("a", 0), LaneID("a", 1)])
        let relay = PostgresOutboxStorage(schema.settings())

        try relay.storeHints([0: 10, 1: 5])
        try relay.storeHints([0: 9, 1: 6])
        try relay.storeHints([:])

        #expect(try relay.relayLanes(shard: 0, shardCount: 1).map(\.publishedHint) == [10, 6])
    }

    @Test func recordsAreCompressedWithLZ4WhereTheServerHasIt() throws {
        let connection = try TestSchema.current().connect()
        try append([segment(0, 1...1_000, bytes: 50_000)])
        let supported = try connection.run(
            Statement("test.lz4", "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = $1"),
            [.text("default_toast_compression")])

        let used = try connection.run(
            Statement("test.used", "SELECT pg_column_compression(records), pg_column_size(records) FROM outbox"))

        #expect(used.text(0, 0) == (supported.bool(0, 0) ? "lz4" : "pglz"))
        #expect(used.int(0, 1) < 1_000)
    }

    @Test func theRelayReadsByIndexWhateverTheStatisticsSay() throws {
        let connection = try TestSchema.current().connect(PostgresOutboxStorage.relaySettings)
        try connection.execute("ANALYZE outbox", "test")
        try connection.execute("PREPARE probe (int4[], int8[], int8) AS \(OutboxStatements.segments.sql)", "test")

        let explained = try connection.run(
            Statement("test.explain", "EXPLAIN (COSTS OFF) EXECUTE probe('{0,1}', '{0,0}', 1000)"))

        let plan = (0..<explained.count).map { explained.text($0, 0) }
        let scans = plan.filter { $0.contains("Scan") && $0.contains("outbox") }
        #expect(scans.count == 4)
        #expect(scans.allSatisfy { $0.contains("Index Scan using outbox_") })
        #expect(plan.filter { $0.contains("Index Cond") && $0.contains("last_seq > ") }.count == 4)
    }
}
