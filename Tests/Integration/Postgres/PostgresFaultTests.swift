import Dispatch
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresFaultTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let sql: String
        let parameter: SQLValue
        let kind: Fault.Kind
        let code: String
        var testDescription: String { "\(code) \(sql)" }
    }

    static let refusals = [
        Refusal(
            sql: "INSERT INTO relay_hint SELECT $1, 1 FROM generate_series(1, 2)", parameter: .int8(1), kind: .data,
            code: "23505"),
        Refusal(sql: "INSERT INTO relay_hint VALUES (1, $1)", parameter: .null, kind: .data, code: "23502"),
        Refusal(sql: "SELECT $1::text", parameter: .text("nul \0 byte"), kind: .data, code: "22021"),
        Refusal(sql: "SELECT $1::bytea::text::jsonb", parameter: .bytes([1]), kind: .data, code: "22P02"),
        Refusal(sql: "SELECT $1::int8::int4", parameter: .int8(1 << 40), kind: .data, code: "22003"),
        Refusal(sql: "SELECT $1", parameter: .json(Array("{".utf8)), kind: .data, code: "22P02"),
        Refusal(sql: "SELECT pg_sleep($1::int8)", parameter: .int8(30), kind: .transient, code: "57014"),
        Refusal(sql: "SELECT * FROM nowhere WHERE id = $1", parameter: .int8(1), kind: .fatal, code: "42P01"),
        Refusal(sql: "SELEKT $1", parameter: .int8(1), kind: .fatal, code: "42601"),
        Refusal(sql: "SELECT $1::int8, $2::int8", parameter: .int8(1), kind: .fatal, code: "08P01"),
        // A key of 32 kB is too long for its index.
        Refusal(
            sql: "INSERT INTO timer SELECT string_agg(md5(n::text), ''), '', 0, '' FROM generate_series(1, $1::int8) n",
            parameter: .int8(999), kind: .data, code: "54000"),
    ]

    @Test(arguments: refusals) func aRefusalSaysWhatToDo(_ refusal: Refusal) throws {
        let connection = try TestSchema.current().connect(["statement_timeout": "200ms"])

        let fault = #expect(throws: Fault.self) {
            try connection.run(Statement("test.refused", refusal.sql), [refusal.parameter])
        }

        #expect(fault?.kind == refusal.kind)
        #expect(fault?.code == refusal.code)
        #expect(fault?.operation == "test.refused")
    }

    @Test func aRefusalNeverQuotesTheData() throws {
        let connection = try TestSchema.current().connect()
        let statement = Statement("test.secret", "SELECT $1::text::int8")

        let fault = #expect(throws: Fault.self) { try connection.run(statement, [.text("4111 1111")]) }

        #expect(fault?.description.contains("4111") == false)
        #expect(fault?.description == #"test.secret: invalid input syntax for type bigint: "..." [22P02]"#)
    }

    @Test func aTranslatedRefusalNeverQuotesTheData() throws {
        let connection = try TestSchema.current().connect()
        try connection.execute(
            """
            CREATE FUNCTION refuse(value text) RETURNS int LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'ungültige Eingabesyntax: »%«', value USING ERRCODE = '22P02'; END $$
            """, "test")

        let fault = #expect(throws: Fault.self) {
            try connection.run(Statement("test.translated", "SELECT refuse($1)"), [.text("4111 1111")])
        }

        #expect(fault?.description == "test.translated: the server refuses a value [22P02]")
    }

    @Test func aLockThatIsHeldTooLongIsTransient() throws {
        let schema = try TestSchema.current()
        let holder = try schema.connect()
        try holder.execute("BEGIN; LOCK TABLE timer", "test")
        let waiter = try schema.connect(["lock_timeout": "50ms"])

        let fault = #expect(throws: Fault.self) { try waiter.run(Statement("test.read", "SELECT count(*) FROM timer")) }

        #expect(fault?.kind == .transient)
        #expect(fault?.code == "55P03")
        #expect(!waiter.isBroken)
    }

    @Test func oneOfTwoDeadlockedTransactionsIsTransientAndTheOtherGoesOn() throws {
        let schema = try TestSchema.current()
        let mine = PostgresStorage(schema.settings())
        try mine.registerLanes([LaneID("a", 0), LaneID("b", 0)])
        let secondHasB = DispatchSemaphore(value: 0)
        let firstHasA = DispatchSemaphore(value: 0)

        let second = BackgroundThread { () -> Fault? in
            fault(PostgresStorage(schema.settings())) { (unit) throws(Fault) in
                _ = try unit.lockLanes([LaneID("b", 0)])
                secondHasB.signal()
                firstHasA.wait()
                _ = try unit.lockLanes([LaneID("a", 0)])
            }
        }
        let first = fault(mine) { (unit) throws(Fault) in
            _ = try unit.lockLanes([LaneID("a", 0)])
            firstHasA.signal()
            secondHasB.wait()
            _ = try unit.lockLanes([LaneID("b", 0)])
        }

        let faults = [first, try second.value()].compactMap(\.self)
        #expect(faults.map(\.code) == ["40P01"])
        #expect(faults.map(\.kind) == [.transient])
    }
}

/// The fault that a transaction ends with.
private func fault(_ storage: PostgresStorage, _ body: (any UnitOfWork) throws(Fault) -> Void) -> Fault? {
    do {
        try storage.transaction(body)
        return nil
    } catch {
        return error
    }
}
