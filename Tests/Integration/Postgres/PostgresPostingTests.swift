import Kernel
import Postgres
import TestSupport
import Testing
import Worker

/// Statements whose answer nobody waits for: they take effect in order, and no fault of one gets lost.
@Suite(.freshSchema) struct PostgresPostingTests {
    private static let count = Statement(
        "test.count", "SELECT count(*), coalesce(max(published_seq), 0) FROM relay_hint")
    private static let add = Statement("test.add", "INSERT INTO relay_hint VALUES ($1, $2)")
    private static let change = Statement("test.change", "UPDATE relay_hint SET published_seq = published_seq * $1")

    private static func row(_ number: Int64, _ value: Int64 = 1) -> [SQLValue] { [.int8(number), .int8(value)] }

    @Test func theyTakeEffectInTheOrderInWhichTheyAreGiven() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        let seen = try storage.transaction { (unit) throws(Fault) in
            try unit.post(Self.add, Self.row(1, 5))
            try unit.post(Self.change, [.int8(10)])
            let seen = try unit.run(Self.count, [])
            try unit.post(Self.add, Self.row(2, 7))
            return (seen.int(0, 0), seen.int(0, 1))
        }

        #expect(seen == (1, 50))
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 2)
    }

    @Test func asManyAsOneLikesCanBePosted() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        try storage.transaction { (unit) throws(Fault) in
            for number in 1...200 { try unit.post(Self.add, Self.row(Int64(number))) }
        }

        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 200)
    }

    @Test(arguments: [true, false]) func aRefusedOneUndoesTheTransaction(isFollowed: Bool) throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.post(Self.add, Self.row(1))
                try unit.post(Self.add, Self.row(1))
                try unit.post(Self.change, [.int8(3)])
                if isFollowed { try unit.run(Self.count, []) }
            }
        }

        #expect(fault?.kind == .data)
        #expect(fault?.code == "23505")
        #expect(fault?.operation == Self.add.name)
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 0)
        // The session goes on.
        try storage.transaction { (unit) throws(Fault) in try unit.post(Self.add, Self.row(1)) }
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 1)
    }

    @Test func aCountThatIsWrongUndoesTheTransaction() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let wrong = Fault(.fatal, "test", "none was there")

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.post(Self.add, Self.row(1))
                try unit.post(Self.change, [.int8(2)]) { answer in
                    if case .success(2) = answer { nil } else { wrong }
                }
            }
        }

        #expect(fault == wrong)
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 0)
    }

    @Test func whatAnotherProcessInsertedFirstIsTriedAgain() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let rows = Statement(
            "test.rows", "INSERT INTO relay_hint SELECT * FROM unnest($1::int8[], $2::int8[])")
        try TestSchema.current().connect().run(Self.add, Self.row(2))

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.insertNew(rows, [.int8s([1, 2]), .int8s([9, 9])])
            }
        }

        #expect(fault?.kind == .transient)
        #expect(fault?.description == "test.rows: another process inserted a row first [40001]")
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 1)
    }

    @Test func whatTheDatabaseRefusesOtherwiseOfNewRowsIsNoRace() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let rows = Statement("test.rows", "INSERT INTO relay_hint SELECT * FROM unnest($1::int8[], $2::int8[])")

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in try unit.insertNew(rows, [.int8s([1]), .int8s([nil])]) }
        }

        #expect(fault?.kind == .data)
        #expect(fault?.code == "23502")
    }

    @Test func aBodyThatGivesUpLeavesTheSessionInOrder() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let own = Fault(.superseded, "body", "stop")

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.post(Self.add, Self.row(1))
                throw own
            }
        }

        #expect(fault == own)
        try storage.transaction { (unit) throws(Fault) in try unit.post(Self.add, Self.row(2)) }
        #expect(try TestSchema.current().connect().run(Self.count).int(0, 0) == 1)
    }

    @Test func aSessionThatEndsMeanwhileIsAnOutage() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let admin = try TestSchema.current().connect()

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                let pid = try unit.run(Statement("test.pid", "SELECT pg_backend_pid()::int8"), []).int(0, 0)
                try unit.post(Self.add, Self.row(1))
                _ = try admin.run(
                    Statement("test.terminate", "SELECT pg_terminate_backend($1::int4, 5000)"), [.int8(pid)])
                try unit.post(Self.add, Self.row(2))
            }
        }

        #expect(fault?.kind == .transient)
        try storage.transaction { (unit) throws(Fault) in try unit.post(Self.add, Self.row(3)) }
        #expect(try admin.run(Self.count).int(0, 0) == 1)
    }
}
