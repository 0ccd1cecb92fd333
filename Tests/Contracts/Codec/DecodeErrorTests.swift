import Contracts
import Kernel
import Testing

/// What a decoder says about input that it refuses: the place and what was expected, never the value.
@Suite struct DecodeErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let line: String
        let error: String

        var testDescription: String { what }
    }

    @Test(arguments: cases) func aDamagedRequestIsRefusedWithThePlace(_ example: Case) throws {
        let text = Self.request(line: example.line)

        let error = try #require(throws: ContractViolation.self) {
            try EventCodec.decode(ReturnRequested.self, from: Array(text.utf8))
        }

        #expect(error.description == example.error)
    }

    @Test func aWholeRequestIsAccepted() throws {
        let event = try EventCodec.decode(ReturnRequested.self, from: Array(Self.request(line: Self.line()).utf8))

        #expect(event.key.description == "acme/r-1")
        #expect(event.lines.count == 1)
    }

    @Test(arguments: [
        (#""""#, "rule: merchant: expected a text without '/' and not empty"),
        (#""a/b""#, "rule: merchant: expected a text without '/' and not empty"),
        ("null", "schema: merchant: required, but null"),
        ("7", "schema: merchant: expected a text"),
    ]) func aMerchantThatCannotBeginAKeyIsRefused(merchant: String, expected: String) throws {
        let text = #"{"merchant":\#(merchant),"recallId":"r","closedAt":"2026-03-01T08:15:00Z"}"#

        #expect(try Self.refusal(of: text) == expected)
    }

    @Test(arguments: [
        ("", "malformed: the value is not one JSON object"),
        ("null", "malformed: the value is not one JSON object"),
        ("[]", "malformed: the value is not one JSON object"),
        ("7", "malformed: the value is not one JSON object"),
        (#""text""#, "malformed: the value is not one JSON object"),
        ("{", "malformed: the value is not one JSON object"),
        ("{}}", "malformed: the value is not one JSON object"),
        ("{} {}", "malformed: the value is not one JSON object"),
        ("{}", "schema: merchant: required, but missing"),
        (
            #"{"merchant":"m","recallId":"","closedAt":"2026-03-01T08:15:00Z"}"#,
            "rule: the id that makes the key: expected a text, not an empty one"
        ),
        (
            #"{"merchant":"m","recallId":"a\u0000b","closedAt":"2026-03-01T08:15:00Z"}"#,
            "rule: expected no character U+0000 in texts"
        ),
        (#"{"merchant":"m","recallId":"r","closedAt":"yesterday"}"#, "schema: closedAt: expected an RFC 3339 time"),
        (
            #"{"merchant":"m","recallId":"r","closedAt":"2026-02-30T00:00:00Z"}"#,
            "schema: closedAt: expected an RFC 3339 time"
        ),
    ]) func anUnusableValueIsRefused(text: String, expected: String) throws {
        #expect(try Self.refusal(of: text) == expected)
    }

    @Test func aKeyTooLongForAnIndexIsRefused() throws {
        let id = String(repeating: "x", count: 1_000)
        let text = #"{"merchant":"m","recallId":"\#(id)","closedAt":"2026-03-01T08:15:00Z"}"#

        #expect(
            try Self.refusal(of: text)
                == "rule: merchant and the id that makes the key: expected at most 1000 bytes together")
    }

    @Test func aBackslashBeforeTheNullEscapeIsOnlyText() throws {
        let text = #"{"merchant":"m","recallId":"a\\u0000","closedAt":"2026-03-01T08:15:00Z"}"#

        let event = try EventCodec.decode(RecallEnded.self, from: Array(text.utf8))

        #expect(event.recallId == #"a\u0000"#)
    }

    private static let cases = [
        Case(
            what: "missing", line: line(without: "orderId"), error: "schema: lines.[0].orderId: required, but missing"),
        Case(what: "null", line: line("orderId", "null"), error: "schema: lines.[0].orderId: required, but null"),
        Case(what: "number for text", line: line("orderId", "7"), error: "schema: lines.[0].orderId: expected a text"),
        Case(
            what: "text for number", line: line("quantity", #""2""#),
            error: "schema: lines.[0].quantity: expected a whole number"),
        Case(
            what: "flag for number", line: line("quantity", "true"),
            error: "schema: lines.[0].quantity: expected a whole number"),
        Case(
            what: "list for number", line: line("quantity", "[]"),
            error: "schema: lines.[0].quantity: expected a whole number"),
        Case(
            what: "fraction", line: line("quantity", "1.5"),
            error: "schema: a number: expected a whole number of 64 bits"),
        Case(
            what: "beyond 64 bits", line: line("quantity", "9223372036854775808"),
            error: "schema: a number: expected a whole number of 64 bits"),
        Case(
            what: "unknown code", line: line("reason", #""secret""#),
            error: "schema: lines.[0].reason: not a value that the schema allows"),
        Case(what: "nothing", line: line("quantity", "0"), error: "rule: lines.quantity: expected 1 to 1000000"),
        Case(what: "negative", line: line("quantity", "-1"), error: "rule: lines.quantity: expected 1 to 1000000"),
        Case(
            what: "too many", line: line("quantity", "9223372036854775807"),
            error: "rule: lines.quantity: expected 1 to 1000000"),
        Case(
            what: "the same line twice", line: line() + "," + line(),
            error: "rule: lines.lineId: expected each only once"),
        Case(what: "no line", line: "", error: "rule: lines: expected at least one"),
        Case(what: "a text for a line", line: #""x""#, error: "schema: lines.[0]: expected an object"),
    ]

    private static func refusal(of text: String) throws -> String {
        try #require(throws: ContractViolation.self) {
            try EventCodec.decode(RecallEnded.self, from: Array(text.utf8))
        }.description
    }

    private static let members = [
        ("lineId", #""1""#), ("orderId", #""o-1""#), ("orderLineId", #""1""#), ("quantity", "2"),
        ("reason", #""defective""#), ("resolution", #""refund""#),
    ]

    /// A line of a request, with one member changed.
    private static func line(_ name: String = "", _ value: String = "") -> String {
        "{" + members.map { "\"\($0)\":\($0 == name ? value : $1)" }.joined(separator: ",") + "}"
    }

    private static func line(without name: String) -> String {
        "{" + members.filter { $0.0 != name }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static func request(line: String) -> String {
        #"{"merchant":"acme","returnId":"r-1","requestedAt":"2026-03-01T08:15:00Z","route":"mail","lines":[\#(line)]}"#
    }
}
