import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresLaneTests {
    private static let orders = LaneID("commerce.orders", 0)
    private static let requests = LaneID("returns.requests", 3)

    @Test func lanesAreNumberedDenselyInTheOrderGiven() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let more = LaneID("catalog.products", 1)

        try storage.registerLanes([Self.requests, Self.orders, Self.requests])
        try storage.registerLanes([more, Self.orders])

        let lanes = try storage.readLanes([Self.orders, Self.requests, more, LaneID("unknown", 0)])
        #expect(lanes.mapValues(\.number) == [Self.requests: 0, Self.orders: 1, more: 2])
        #expect(lanes[Self.orders] == LaneRow(number: 1, nextOffset: nil, sequence: 0))
    }

    @Test func lanesRegisteredByTwoAtOnceStayDense() throws {
        let schema = try TestSchema.current()
        let register = { @Sendable (topics: [String]) in
            let storage = PostgresStorage(schema.settings())
            for partition in Int32(0)..<25 { try storage.registerLanes(topics.map { LaneID($0, partition) }) }
        }

        let threads = [["a", "b"], ["b", "c"], ["c", "a"]].map { topics in BackgroundThread { try register(topics) } }
        for thread in threads { try thread.value() }

        let all = ["a", "b", "c"].flatMap { topic in (Int32(0)..<25).map { LaneID(topic, $0) } }
        let numbers = try PostgresStorage(schema.settings()).readLanes(all).values.map(\.number).sorted()
        #expect(numbers == Array(0..<75))
    }

    @Test func aMovedLaneIsReadBack() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try storage.registerLanes([Self.orders, Self.requests])

        try storage.transaction { (unit) throws(Fault) in
            try unit.moveLanes([
                LaneMove(lane: Self.orders, nextOffset: 1_102, sequence: 7),
                LaneMove(lane: Self.requests, nextOffset: nil, sequence: 1),
            ])
        }

        let lanes = try storage.readLanes([Self.orders, Self.requests])
        #expect(lanes[Self.orders] == LaneRow(number: 0, nextOffset: 1_102, sequence: 7))
        #expect(lanes[Self.requests] == LaneRow(number: 1, nextOffset: nil, sequence: 1))
    }

    @Test func theRecordAppliedLastIsKeptUntilAnotherIs() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try storage.registerLanes([Self.orders])
        let witness = LaneWitness(offset: 9, digest: .min)

        for last in [witness, nil] {
            try storage.transaction { (unit) throws(Fault) in
                try unit.moveLanes([LaneMove(lane: Self.orders, nextOffset: 10, sequence: 0, witness: last)])
            }
            #expect(try storage.readLanes([Self.orders])[Self.orders]?.witness == witness)
        }
        let locked = try storage.transaction { (unit) throws(Fault) in try unit.lockLanes([Self.orders]) }
        #expect(locked[Self.orders]?.witness == witness)
    }

    @Test func aSchemaBelongsToTheDeploymentThatCameFirst() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        #expect(try storage.claim(Deployment(topicPrefix: "a.", clusterID: "")).clusterID.isEmpty)
        #expect(try storage.claim(Deployment(topicPrefix: "b.", clusterID: "2")).topicPrefix == "a.")
        #expect(try storage.claim(Deployment(topicPrefix: "a.", clusterID: "1")).clusterID == "1", "known by now")
        #expect(
            try storage.claim(Deployment(topicPrefix: "a.", clusterID: "2"))
                == Deployment(topicPrefix: "a.", clusterID: "1"))
    }

    @Test func aLaneWithoutARowCannotMove() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try storage.registerLanes([Self.orders])

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.moveLanes([
                    LaneMove(lane: Self.orders, nextOffset: 1, sequence: 1),
                    LaneMove(lane: Self.requests, nextOffset: 1, sequence: 1),
                ])
            }
        }

        #expect(fault?.kind == .fatal)
        #expect(try storage.readLanes([Self.orders])[Self.orders]?.nextOffset == nil)
    }

    @Test func aLockedLaneIsNotToBeHadByAnother() throws {
        let schema = try TestSchema.current()
        let storage = PostgresStorage(schema.settings())
        try storage.registerLanes([Self.orders, Self.requests])
        let impatient = PostgresStorage(schema.settings(["lock_timeout": "50ms"]))

        try storage.transaction { (unit) throws(Fault) in
            _ = try unit.lockLanes([Self.orders])
            let fault = #expect(throws: Fault.self) {
                try impatient.transaction { (other) throws(Fault) in _ = try other.lockLanes([Self.orders]) }
            }
            #expect(fault?.code == "55P03")
            let free = try? impatient.transaction { (other) throws(Fault) in try other.lockLanes([Self.requests]) }
            #expect(free?.count == 1)
        }
    }

    @Test func theSecondOfTwoOwnersSeesTheMovedRow() throws {
        let schema = try TestSchema.current()
        let first = PostgresStorage(schema.settings())
        try first.registerLanes([Self.orders])
        let observer = try schema.connect()

        let second = try first.transaction { (unit) throws(Fault) in
            let before = try unit.lockLanes([Self.orders])
            let second = BackgroundThread {
                try PostgresStorage(schema.settings(application: schema.name)).transaction {
                    (unit) throws(Fault) in try unit.lockLanes([Self.orders])
                }
            }
            #expect(before[Self.orders]?.nextOffset == nil)
            try schema.waitUntilBlocked(application: schema.name, observer: observer)
            try unit.moveLanes([LaneMove(lane: Self.orders, nextOffset: 10, sequence: 4)])
            return second
        }

        #expect(try second.value()[Self.orders] == LaneRow(number: 0, nextOffset: 10, sequence: 4))
    }
}
