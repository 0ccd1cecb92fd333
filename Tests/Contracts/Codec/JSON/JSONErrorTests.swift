import Contracts
import Kernel
import Testing

/// What is refused is refused with the library's kind of error at the library's place.
@Suite struct JSONErrorTests {
    @Test(arguments: values) func aWrongValueIsRefusedAsByTheLibrary(value: String) {
        for member in ["flag", "number", "real", "text", "code", "moment", "inner", "list", "table", "codes"] {
            let members = Self.members.map { "\"\($0)\":\($0 == member ? value : $1)" }
            expectSame("{\(members.joined(separator: ","))}")
            let inner = Self.members.map { "\"\($0)\":\($1)" } + ["\"next\":[{\"\(member)\":\(value)}]"]
            expectSame("{\(inner.joined(separator: ","))}")
        }
        expectSame(value)
    }

    @Test(arguments: members.map(\.0)) func aMissingMemberIsRefusedAsByTheLibrary(name: String) {
        let members = Self.members.filter { $0.0 != name }.map { "\"\($0)\":\($1)" }

        expectSame("{\(members.joined(separator: ","))}")
    }

    /// The path is found from the place in the text: through lists, repeated names and names with escapes.
    @Test(arguments: [
        (#"{"a":[[1,2],[3,"x"]]}"#, "no Int64 at a.[1].[1]"),
        (#"{"z":{"a":[]},"a":[[],[1],[null]]}"#, "null at a.[2].[0]"),
        (#"{"\u0061":[[1,{}]],"a":0}"#, "no Int64 at a.[0].[1]"),
        (#"{"a":[[1],0]}"#, "no Array<Any> at a.[1]"), (#"{"a":{}}"#, "no Array<Any> at a"),
        ("[]", "no Dictionary<String, Any> at "), ("null", "null at "),
    ]) func thePathLeadsToTheValue(text: String, expected: String) {
        #expect(Reading.ours(Holder<[[Int64]]>.self, Array(text.utf8)) == .refusal(expected))
        #expect(Reading.library(Holder<[[Int64]]>.self, Array(text.utf8)) == .refusal(expected))
    }

    @Test(arguments: [
        (#"{"a":1}"#, "1"), (#"{"b":{"x":1,"y":[2,3]}}"#, "x1 y2,3"), (#"{"c":[[4],{"x":5}]}"#, "4 5"),
        (#"{"super":{"a":6}}"#, "super 6"), (#"{"d":{"a":7}}"#, "super 7"), (#"{"e":[1,null,"x",2.5,true]}"#, "mixed"),
        ("{}", "none"),
    ]) func nestedContainersAreRead(text: String, expected: String) throws {
        #expect(try JSONCoder.decode(Nested.self, from: Array(text.utf8)).words == expected)
        #expect(try LibraryCoder.decode(Nested.self, from: Array(text.utf8)).words == expected)
    }

    @Test func aListThatIsReadBeyondItsEndIsRefused() {
        #expect(Reading.ours(Greedy.self, Array("[1]".utf8)) == .refusal("null at [1]"))
        #expect(Reading.library(Greedy.self, Array("[1]".utf8)) == .refusal("null at [1]"))
    }

    /// A decoder that outlives the call still has its text.
    @Test func aDecoderMayBeKept() throws {
        let kept = try JSONCoder.decode(Kept.self, from: Array(#"{"a":["later"]}"#.utf8))

        #expect(try Holder<[String]>(from: kept.decoder).a == ["later"])
    }

    private func expectSame(_ text: String) {
        let (ours, library) = (
            Reading.ours(Sample.self, Array(text.utf8)), Reading.library(Sample.self, Array(text.utf8))
        )
        #expect(ours == library, "\(text)")
    }

    private static let values = [
        "null", "true", "7", "-1.5", "300", "1e30", #""x""#, #""GBP""#, #""a""#, #""2026-03-01T08:15:00Z""#, "[]",
        "[null]",
        "[1]", #"["a","a"]"#, #"["b"]"#, #"["",7]"#, "{}", #"{"flag":1}"#, #"{"x":1}"#, #"{"x":"y"}"#, #"{"x":null}"#,
        #"{"x":1,"x":2}"#,
    ]

    private static let members = [
        ("flag", "true"), ("number", "7"), ("real", "1.5"), ("text", #""t""#), ("code", #""a""#),
        ("moment", #""2026-03-01T08:15:00Z""#), ("inner", #"{"currency":"GBP"}"#), ("list", "[1,2]"),
        ("table", #"{"x":1}"#), ("codes", #"["a","b"]"#),
    ]

    private struct Sample: Decodable, Equatable {
        var flag: Bool
        var number: Int64
        var real: Double
        var text: String
        var code: Code
        var moment: Instant
        var inner: Inner
        var list: [Int8]
        var table: [String: Int64]
        var codes: Set<Code>
        var next: [Parts]?

        enum Code: String, Decodable { case a, b }
        struct Inner: Decodable, Equatable { var currency: Currency }
    }

    /// The same with everything optional.
    private struct Parts: Decodable, Equatable {
        var flag: Bool?
        var number: Int64?
        var real: Double?
        var text: String?
        var code: Sample.Code?
        var moment: Instant?
        var inner: Sample.Inner?
        var list: [Int8]?
        var table: [String: Int64]?
        var codes: Set<Sample.Code>?
    }

    private struct Nested: Decodable {
        let words: String
        enum Key: String, CodingKey { case a, b, c, d, e, x, y }

        init(from decoder: any Decoder) throws {
            let all = try decoder.container(keyedBy: Key.self)
            if all.contains(.b) {
                let inner = try all.nestedContainer(keyedBy: Key.self, forKey: .b)
                var list = try inner.nestedUnkeyedContainer(forKey: .y)
                words = try "x\(inner.decode(Int.self, forKey: .x)) y\(list.decode(Int.self)),\(list.decode(Int.self))"
            } else if all.contains(.c) {
                var list = try all.nestedUnkeyedContainer(forKey: .c)
                var inner = try list.nestedUnkeyedContainer()
                words =
                    try "\(inner.decode(Int.self)) "
                    + "\(list.nestedContainer(keyedBy: Key.self).decode(Int.self, forKey: .x))"
            } else if all.contains(.d) {
                words = try "super \(Holder<Int>(from: all.superDecoder(forKey: .d)).a ?? 0)"
            } else if all.contains(.e) {
                words = try Self.mixed(all.nestedUnkeyedContainer(forKey: .e))
            } else if let a = try all.decodeIfPresent(Int.self, forKey: .a) {
                words = "\(a)"
            } else {
                let inherited = try? Holder<Int>(from: all.superDecoder()).a
                words = inherited.map { "super \($0)" } ?? "none"
            }
        }

        private static func mixed(_ list: any UnkeyedDecodingContainer) throws -> String {
            var list = list
            guard list.count == 5, try !list.decodeNil(), try list.decode(Int.self) == 1, try list.decodeNil(),
                list.currentIndex == 2, (try? list.decode(Int.self)) == nil, list.currentIndex == 2,
                try list.decode(String.self) == "x", try list.decode(Double.self) == 2.5, try list.decode(Bool.self),
                list.isAtEnd
            else { return "otherwise" }
            return "mixed"
        }
    }

    private struct Greedy: Decodable, Equatable {
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            _ = try list.decode(Int.self)
            _ = try list.decode(Int.self)
        }
    }

    private struct Kept: Decodable {
        let decoder: any Decoder
        init(from decoder: any Decoder) throws { self.decoder = decoder }
    }
}
