import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresReclaimTests {
    /// Moves on at every call, so that a test need not fill 64 MiB.
    private static let eager = OutboxRotation(maxBytes: 1, maxSeconds: 3_600)

    private let schema: TestSchema
    private let storage: PostgresStorage
    private let relay: PostgresOutboxStorage

    init() throws {
        schema = try TestSchema.current()
        storage = PostgresStorage(schema.settings())
        relay = PostgresOutboxStorage(schema.settings(), rotation: Self.eager)
        try storage.registerLanes((Int32(0)..<3).map { LaneID("lane", $0) })
    }

    private func append(_ lane: Int32, _ number: Int64) throws(Fault) {
        try storage.transaction { (unit) throws(Fault) in try unit.appendSegments([segment(lane, number)]) }
    }

    private func segment(_ lane: Int32, _ number: Int64) -> Segment {
        Segment(laneNumber: lane, firstSequence: number, lastSequence: number, records: [UInt8(number)])
    }

    /// `slot: rows` of the partitions that have rows, and the one that is written.
    private func state() throws -> (rows: [Int64: Int64], active: Int64) {
        let connection = try schema.connect()
        let counts = try connection.run(Statement("test.slots", "SELECT slot, count(*) FROM outbox GROUP BY slot"))
        let active = try connection.run(Statement("test.active", "SELECT active FROM outbox_slot"))
        let pairs = (0..<counts.count).map { (counts.int($0, 0), counts.int($0, 1)) }
        return (Dictionary(pairs) { first, _ in first }, active.int(0, 0))
    }

    @Test func whatIsPublishedIsFreedOnceItsPartitionIsLeft() throws {
        try append(0, 1)
        try relay.reclaim()
        try append(0, 2)
        try relay.storeHints([0: 1])
        #expect(try state() == (rows: [0: 1, 1: 1], active: 1))

        try relay.reclaim()

        #expect(try state() == (rows: [1: 1], active: 2))
        #expect(try relay.segments(after: [0: 1], maxBytes: 100) == [segment(0, 2)])
    }

    @Test func aPartitionWithOneUnpublishedSegmentStays() throws {
        try append(0, 1)
        try append(1, 1)
        try relay.reclaim()
        try relay.storeHints([0: 1])

        try relay.reclaim()
        #expect(try relay.segments(after: [0: 0, 1: 0], maxBytes: 100).count == 2)

        try relay.storeHints([1: 1])
        try relay.reclaim()
        #expect(try state().rows.isEmpty)
    }

    @Test func theRingDoesNotRunIntoAPartitionThatIsFull() throws {
        for number in Int64(1)...6 {
            try append(0, number)
            try relay.reclaim()
        }

        #expect(try state() == (rows: [0: 1, 1: 1, 2: 1, 3: 3], active: 3))
        #expect(try relay.segments(after: [0: 0], maxBytes: 100).map(\.firstSequence) == Array(1...6))
    }

    @Test func aYoungAndSmallPartitionIsNotLeft() throws {
        let patient = PostgresOutboxStorage(schema.settings())
        try append(0, 1)

        try patient.reclaim()

        #expect(try state().active == 0)
    }

    @Test func anOldPartitionIsLeft() throws {
        try append(0, 1)

        try PostgresOutboxStorage(schema.settings(), rotation: OutboxRotation(maxSeconds: 0)).reclaim()

        #expect(try state().active == 1)
    }

    @Test func anEmptyPartitionIsNotLeft() throws {
        try PostgresOutboxStorage(schema.settings(), rotation: OutboxRotation(maxBytes: 0, maxSeconds: 0)).reclaim()

        #expect(try state().active == 0)
    }

    @Test func aLateWriterInAPartitionLeftBehindLosesNothing() throws {
        try append(0, 1)
        try storage.transaction { (unit) throws(Fault) in
            // Its row goes to partition 0, which is left and published before it commits.
            try unit.appendSegments([segment(1, 1)])
            try relay.reclaim()
            try relay.storeHints([0: 1])
            try relay.reclaim()
        }
        try relay.reclaim()

        #expect(try state().active != 0)
        #expect(try relay.segments(after: [0: 1, 1: 0], maxBytes: 100) == [segment(1, 1)])
    }

    @Test func aLateWriterThatCommitsWhileItsPartitionIsBeingFreedLosesNothing() throws {
        let schema = schema
        let observer = try schema.connect()
        try append(0, 1)

        let reclaiming = try storage.transaction { (unit) throws(Fault) in
            try unit.appendSegments([segment(1, 1)])
            try relay.reclaim()
            try relay.storeHints([0: 1])
            // All that is committed in partition 0 is published; the exclusive lock waits for this transaction.
            let reclaiming = BackgroundThread {
                try PostgresOutboxStorage(schema.settings(application: schema.name)).reclaim()
            }
            try schema.waitUntilBlocked(application: schema.name, observer: observer)
            return reclaiming
        }
        try reclaiming.value()

        #expect(try state().active == 1)
        #expect(try relay.segments(after: [0: 1, 1: 0], maxBytes: 100) == [segment(1, 1)])
    }

    @Test func twoThatReclaimAtOnceAndWritersLoseNothing() throws {
        let schema = schema
        let writers = (Int32(0)..<3).map { lane in
            BackgroundThread {
                let storage = PostgresStorage(schema.settings())
                for number in Int64(1)...150 {
                    try storage.transaction { (unit) throws(Fault) in
                        try unit.appendSegments([
                            Segment(laneNumber: lane, firstSequence: number, lastSequence: number, records: [])
                        ])
                    }
                }
            }
        }
        let relays = (0..<2).map { _ in BackgroundThread { try Self.relayAll(schema, lanes: 3, last: 150) } }

        for writer in writers { try writer.value() }

        for relay in relays { #expect(try relay.value(limitSeconds: 60) == 450) }
        try relay.storeHints([0: 150, 1: 150, 2: 150])
        for _ in 0..<5 { try relay.reclaim() }
        #expect(try state().rows.isEmpty)
    }

    /// Reads every lane to its end as a relay does, with hints and reclaims between.
    /// - Returns: how many segments came, each in its turn.
    private static func relayAll(_ schema: TestSchema, lanes: Int32, last: Int64) throws -> Int {
        let relay = PostgresOutboxStorage(schema.settings(), rotation: eager)
        var positions = Dictionary(uniqueKeysWithValues: (0..<lanes).map { ($0, Int64(0)) })
        var count = 0
        var reads = 0
        while positions.values.contains(where: { $0 < last }), reads < 100_000 {
            reads += 1
            // What the other relay has published and freed is passed over, as a hint read at the start would say.
            for lane in try relay.relayLanes(shard: 0, shardCount: 1) {
                let position = positions[lane.number, default: 0]
                count += max(0, Int(lane.publishedHint - position))
                positions[lane.number] = max(position, lane.publishedHint)
            }
            for segment in try relay.segments(after: positions, maxBytes: 10_000) {
                guard segment.firstSequence == positions[segment.laneNumber, default: 0] + 1 else { continue }
                positions[segment.laneNumber] = segment.lastSequence
                count += 1
            }
            try relay.storeHints(positions)
            try relay.reclaim()
        }
        return count
    }
}
