import Contracts
import Kernel
import Testing

/// What is JSON and what is not, whoever reads it.
@Suite struct JSONReadingTests {
    @Test(arguments: [
        "{}", "[]", "null", "true", "false", "0", "-0", "7", #""""#, #""text""#, " \t\r\n{ } \n", "[ ]", "[1 , 2]",
        #"{"":1}"#, #"{ "a" : 1 , "b" : [ { } ] }"#, "1.5", "-1.5e+10", "1E2", "1e-400", "0.0", "0e1", "[[[]]]",
        #""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00""#, "\"\u{7f}é\u{2028}\u{2029}😀\u{feff}\u{ffff}\"", #""\uffff""#,
        #""\ud83d\ude00\u0000""#, #"{"\u0061":1}"#, "123456789012345678901234567890",
    ]) func aTextOfTheGrammarIsAccepted(text: String) {
        #expect(Reading.ours(Unread.self, Array(text.utf8)).isValue)
        #expect(StrictJSON.accepts(Array(text.utf8)))
    }

    @Test(arguments: notJSON) func whatIsNotOfTheGrammarIsRefused(text: String) {
        #expect(Reading.ours(Unread.self, Array(text.utf8)) == .refusal("corrupted"))
        #expect(!StrictJSON.accepts(Array(text.utf8)))
    }

    /// The same inside of what nobody reads: it is handed on, and other readers of it would fail.
    @Test(arguments: notJSON.filter { !$0.isEmpty && !$0.contains("} ") && !$0.contains("}}") })
    func whatIsNotOfTheGrammarIsRefusedWhereNobodyReadsIt(text: String) {
        for whole in [#"{"a":1,"other":\#(text)}"#, #"[[0,\#(text)]]"#] where text != "]" && text != "}" {
            #expect(Reading.ours(Unread.self, Array(whole.utf8)) == .refusal("corrupted"))
        }
    }

    private static let notJSON = [
        "", " ", "{", "}", "[", "]", "{]", "[}", "{}}", "{} {}", "[] 1", "1 2", "[1,]", #"{"a":1,}"#, "[,]", "{,}",
        "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#, "{1:2}", "{a:1}", #"{"a":1 "b":2}"#, "01", "-01", "00", "1.", ".5",
        "1.e1", "1e", "1e+", "+1", "-", "--1", "1.2.3", "1-2", "0x10", "1_0", "NaN", "Infinity", "tru", "truex", "True",
        "nul", "fals", "'x'", #"""#, #""a"#, #""\"#, #""\""#, #""\x""#, #""\U0041""#, #""\u""#, #""\u12""#,
        #""\u12g4""#,
        #""\u+123""#, #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\udc00\udc00""#, #""\udfff\udc00""#,
        #""\ud83d\u0041""#, #""\ud83dx""#,
        #""\ud83d\n""#, "\"\n\"", "\"\t\"", "\"\u{1}\"", "\"\u{1f}\"", "\"\0\"", "\0", "{}\0", "/**/{}", "{}//",
        "\u{feff}{}",
        "\u{b}{}", "\u{a0}{}", "\u{2028}{}", "truefalse", "nullnull", #""a""b""#,
    ]

    @Test(
        arguments: [
            [0x80], [0xbf], [0xc0, 0xaf], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x9f, 0xbf], [0xe2, 0x80],
            [0xe2, 0x28, 0xa1], [0xe2, 0x80, 0x28], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf],
            [0xf0, 0x9f, 0x98], [0xf0, 0x9f, 0x98, 0x28], [0xf0, 0x9f, 0x28, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfe], [0xff],
        ] as [[UInt8]]) func bytesThatAreNotUTF8AreRefused(bytes: [UInt8])
    {
        for (head, tail) in [("\"", "\""), ("[\"12345678", "12345678\"]"), (#"{"a":1,""#, #"":2}"#)] {
            #expect(Reading.ours(Unread.self, head.utf8 + bytes + tail.utf8) == .refusal("corrupted"))
        }
        #expect(Reading.ours(Unread.self, Array(#""a"#.utf8) + bytes) == .refusal("corrupted"))
    }

    /// Every byte at every place of a text that is long enough for all ways through it.
    @Test func everyByteAtEveryPlaceOfATextIsJudgedAsTheGrammarDoes() {
        let whole = Array(#"["\u00e9é12345678901234567890\n"]"#.utf8)
        for place in whole.indices {
            for byte in 0...255 as ClosedRange<UInt8> {
                var text = whole
                text[place] = byte
                #expect(Reading.ours(Unread.self, text).isValue == StrictJSON.accepts(text), "\(byte) at \(place)")
            }
        }
    }

    @Test func containersMayStandInEachOtherAsDeepAsInTheLibrary() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            for depth in [1, 511, 512, 513, 100_000] {
                let middle = open == "[" ? "" : "1"
                let text = String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
                let isRead = Reading.ours(Unread.self, Array(text.utf8)).isValue

                #expect(isRead == (depth <= 512))
                #expect(isRead == Reading.library(Unread.self, Array(text.utf8)).isValue)
            }
        }
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC\uD83D\uDE00""#, "Aé€😀"),
        (#""\u0000\u001f\u007f\uffff""#, "\0\u{1f}\u{7f}\u{ffff}"), (#""a\u0308""#, "a\u{308}"), (#""""#, ""),
        (#""x\\u0041""#, #"x\u0041"#), (#""\ud7ff\ue000\udbff\udfff""#, "\u{d7ff}\u{e000}\u{10ffff}"),
    ]) func escapesMeanTheirCharacters(text: String, meaning: String) throws {
        let read = try JSONCoder.decode(String.self, from: Array(text.utf8))

        #expect(read.unicodeScalars.elementsEqual(meaning.unicodeScalars))
        #expect(Reading.library(String.self, Array(text.utf8)) == .value(read))
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"\u0061":2}"#, #"{"b":0,"a":1,"b":3,"a":2}"#,
        #"{"a":null,"a":2}"#,
        #"{"a":1,"a":null}"#, #"{"a":1,"a":"x"}"#, #"{"a":"x","a":1}"#, #"{"A":1}"#, #"{"a ":1}"#, #"{"":1}"#, "{}",
        #"{"aa":1}"#, #"{"a\u0000":1}"#,
    ]) func theFirstMemberOfANameCounts(text: String) {
        let ours = Reading.ours(Holder<Int64>.self, Array(text.utf8))

        #expect(ours == .library(Holder<Int64>.self, Array(text.utf8)))
    }

    /// Names that look the same, but are other bytes, are other names, as ids are. The library takes the second for the
    /// first; no member of ours has a name that could be meant by one.
    @Test func namesAreComparedByTheirBytes() throws {
        let text = Array("{\"\u{e9}\":1}".utf8)

        #expect(try JSONCoder.decode([String: Int64].self, from: text)["\u{e9}"] == 1)
        #expect(try JSONCoder.decode(Accented.self, from: text).name == nil)
    }

    private struct Accented: Decodable {
        var name: Int64?
        enum CodingKeys: String, CodingKey { case name = "e\u{301}" }
    }

    /// Many members are found by an index, few by a search.
    @Test(arguments: [0, 1, 15, 16, 17, 40, 1_000]) func everyMemberOfADictionaryIsRead(count: Int) throws {
        let members = (0..<count).map { #""k\#($0 % 700)":\#($0)"# }
        let text = Array("{\(members.joined(separator: ","))}".utf8)

        let read = try JSONCoder.decode([String: Int64].self, from: text)

        #expect(read.count == min(count, 700))
        #expect(read == (try LibraryCoder.decode([String: Int64].self, from: text)))
    }

    @Test(arguments: 1..<40 as Range<Int>) func namesOfEveryLengthAreTold(length: Int) throws {
        let name = String("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF".prefix(length))
        var members = ["\"\(name)\":-1"]
        // Each differs from the name in one character, or in its length.
        for place in 0..<length {
            var other = Array(name.utf8)
            other[place] = UInt8(ascii: "_")
            members.insert("\"\(String(decoding: other, as: UTF8.self))\":\(place)", at: 0)
        }
        members.insert("\"\(name)x\":1000", at: 0)
        let text = Array("{\(members.joined(separator: ","))}".utf8)

        #expect(try JSONCoder.decode([String: Int64].self, from: text)[name] == -1)
        let found = try Named.$wanted.withValue(name) { try JSONCoder.decode(Named.self, from: text) }
        #expect(found.value == -1)
    }

    /// Reads the one member whose name it is given.
    private struct Named: Decodable {
        let value: Int64
        @TaskLocal static var wanted = ""

        struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            value = try decoder.container(keyedBy: Key.self).decode(Int64.self, forKey: Key(stringValue: Self.wanted))
        }
    }
}
