import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.noSchema) struct PostgresValuesTests {
    private static let texts: [String?] = [
        "", "plain", "O'Hara \"quoted\" \\ {a,b}", nil, "NULL", "Größe 42 ½ 🚚", "line\nbreak\ttab", "{}", "e\u{301}",
    ]

    @Test func scalarsComeBackAsTheyWereSent() throws {
        let connection = try TestSchema.current().connect()
        let statement = Statement("test.scalars", "SELECT $1, $2, $3, $4, $5")

        let rows = try connection.run(
            statement,
            [.bool(true), .int8(.min), .text("O'Hara 🚚"), .bytes([0, 255, 10]), .json(Array("{\"a\": 1}".utf8))])

        #expect(rows.count == 1)
        #expect(rows.bool(0, 0))
        #expect(rows.int(0, 1) == .min)
        #expect(rows.text(0, 2) == "O'Hara 🚚")
        #expect(rows.data(0, 3) == [0, 255, 10])
        #expect(String(decoding: rows.json(0, 4), as: UTF8.self) == "{\"a\": 1}")
    }

    @Test func emptyTextAndBytesAreNotNull() throws {
        let connection = try TestSchema.current().connect()

        let rows = try connection.run(
            Statement("test.empty", "SELECT $1, $2, $3::text"), [.text(""), .bytes([]), .null])

        #expect((0..<3).map { rows.isNull(0, $0) } == [false, false, true])
        #expect(rows.optionalText(0, 0) == "")
        #expect(rows.optionalText(0, 2) == nil)
    }

    @Test func arraysKeepNullsQuotesAndUnicode() throws {
        let connection = try TestSchema.current().connect()
        let numbers: [Int64?] = [1, nil, -1, .max, .min, 0, 7, 8, 9]
        let flags = [true, false, true, true, false, false, true, false, true]
        let bytes: [[UInt8]?] = [[], [0], nil, [255, 0], [1, 2, 3], [], [92], [39], [0, 0]]
        let documents = (0..<9).map { $0 == 4 ? nil : Array("[\($0)]".utf8) }
        let small: [Int32?] = [nil, .min, .max, 0, 1, 2, 3, 4, 5]
        let statement = Statement(
            "test.arrays",
            "SELECT * FROM unnest($1::text[], $2::int8[], $3::bool[], $4::bytea[], $5::jsonb[], $6::int4[])")

        let rows = try connection.run(
            statement,
            [.texts(Self.texts), .int8s(numbers), .bools(flags), .byteArrays(bytes), .jsons(documents), .int4s(small)])

        let all = 0..<rows.count
        #expect(all.map { rows.optionalText($0, 0) } == Self.texts)
        #expect(all.map { rows.optionalInt($0, 1) } == numbers)
        #expect(all.map { rows.bool($0, 2) } == flags)
        #expect(all.map { rows.isNull($0, 3) ? nil : rows.data($0, 3) } == bytes)
        #expect(all.map { rows.isNull($0, 4) ? nil : rows.json($0, 4) } == documents)
        #expect(all.map { rows.optionalInt($0, 5) } == small.map { $0.map(Int64.init) })
    }

    @Test func emptyArraysHaveNoRows() throws {
        let connection = try TestSchema.current().connect()
        let statement = Statement(
            "test.none",
            "SELECT * FROM unnest($1::text[], $2::int8[], $3::bool[], $4::bytea[], $5::jsonb[], $6::int4[])")

        let rows = try connection.run(
            statement, [.texts([]), .int8s([]), .bools([]), .byteArrays([]), .jsons([]), .int4s([])])

        #expect(rows.count == 0)
    }

    @Test func aThousandRandomRowsSurvive() throws {
        let connection = try TestSchema.current().connect()
        var random = SeededGenerator(seed: 7)
        let numbers = (0..<1_000).map { _ in Int64?(Int64.random(in: .min ... .max, using: &random)) }
        let bytes = (0..<1_000).map { _ -> [UInt8]? in
            (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let statement = Statement("test.many", "SELECT * FROM unnest($1::int8[], $2::bytea[])")

        let rows = try connection.run(statement, [.int8s(numbers), .byteArrays(bytes)])

        #expect((0..<rows.count).map { rows.optionalInt($0, 0) } == numbers)
        #expect((0..<rows.count).map { Optional(rows.data($0, 1)) } == bytes)
    }

    @Test func oneStatementTakesNullFirstAndAValueLater() throws {
        let connection = try TestSchema.current().connect()
        let statement = Statement("test.null", "SELECT coalesce($1, 5::int4)::int8")

        let seen = try [SQLValue.null, .int8(1 << 40), .null].map { try connection.run(statement, [$0]).int(0, 0) }

        #expect(seen == [5, 1 << 40, 5])
    }

    @Test func aColumnThatRowsCannotReadIsRefusedByName() throws {
        let connection = try TestSchema.current().connect()

        let fault = #expect(throws: Fault.self) {
            try connection.run(
                Statement("test.numeric", "SELECT sum(n) AS total FROM unnest($1::int8[]) n"), [.int8s([1])])
        }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("total") == true)
    }

    @Test func commandsTellHowManyRowsTheyTouched() throws {
        let connection = try TestSchema.current().connect()
        try connection.execute("CREATE TEMP TABLE touched (id int8)", "test")

        let rows = try connection.run(
            Statement("test.insert", "INSERT INTO touched SELECT unnest($1::int8[])"), [.int8s([1, 2, 3])])

        #expect(rows.count == 3)
    }
}
