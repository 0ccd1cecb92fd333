import Contracts
import Kernel
import Testing

/// Our codec beside the library's, over any event and any damage.
@Suite struct JSONDifferenceTests {
    @Test(arguments: Catalogue.all.map(\.type)) func eventsAreTheSameBytesAndTheSameValues(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        for seed in 1_000..<1_060 as Range<UInt64> { try Self.expectSame(kind.event, seed: seed) }
    }

    private static func expectSame<Event: ContractEvent>(_ type: Event.Type, seed: UInt64) throws {
        let event = try Sample.event(of: type, .random, seed: seed)
        let bytes = try LibraryCoder.encode(event)

        #expect(try JSONCoder.encode(event) == bytes, "seed \(seed)")
        #expect(try EventCodec.encode(event) == bytes, "seed \(seed)")
        #expect(try JSONCoder.decode(type, from: bytes) == event, "seed \(seed)")
        #expect(try LibraryCoder.decode(type, from: bytes) == event, "seed \(seed)")
        var hash = StableHash()
        hash.add(bytes: bytes)
        #expect(try EventCodec.fingerprint(event) == Int64(bitPattern: hash.value), "seed \(seed)")
    }

    /// JSON is read as the library reads it: the same value, or the same kind of error at the same place. What is no
    /// JSON is refused, which the library does only where it looks.
    @Test(arguments: Catalogue.all.map(\.type)) func damagedEventsAreReadAsTheLibraryReadsThem(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        let samples = Golden.files.filter { $0.kind.type == type }.map(\.bytes)
        var generator = SeededGenerator(seed: UInt64(type.utf8.count))
        var counts = (accepted: 0, refused: 0, malformed: 0)
        for _ in 0..<400 {
            let sample = try #require(samples.randomElement(using: &generator))
            try Self.compare(kind.event, ByteDamage.of(sample, using: &generator), &counts)
        }
        #expect(counts.accepted > 10 && counts.refused > 10 && counts.malformed > 100, "\(counts)")
    }

    private static func compare<Event: ContractEvent>(
        _ type: Event.Type, _ text: [UInt8], _ counts: inout (accepted: Int, refused: Int, malformed: Int)
    ) throws {
        let ours = Reading.ours(type, text)
        guard StrictJSON.accepts(text) else {
            counts.malformed += 1
            #expect(ours == .refusal("corrupted"), "\(String(decoding: text, as: UTF8.self))")
            return
        }
        #expect(ours == .library(type, text), "\(String(decoding: text, as: UTF8.self))")
        if ours.isValue { counts.accepted += 1 } else { counts.refused += 1 }
    }

    /// Any JSON at all, of every kind at every place.
    @Test(arguments: 0..<8 as Range<UInt64>) func anyJSONIsReadAsTheLibraryReadsIt(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let text = Array(AnyText.value(depth: 0, using: &generator).utf8)
            #expect(StrictJSON.accepts(text), "\(String(decoding: text, as: UTF8.self))")
            let read = Reading.ours(JSONTree.self, text)
            #expect(read.isValue && read == .library(JSONTree.self, text), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    /// The reader of whole events says of every text what it said while the library decoded it.
    @Test(arguments: 0..<4 as Range<UInt64>) func boundsAreToldBeforeAnythingElse(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let deep = String(repeating: "[", count: 70)
        for _ in 0..<300 {
            let pieces = ["{", "}", deep, #""\u0000""#, #""x""#, "\0", ":", ",", "[", #""\\u0000""#, "é", " "]
            let count = Int.random(in: 0..<8, using: &generator)
            let text = (0..<count).map { _ in pick(pieces, &generator) }.joined()
            let violation = #expect(throws: ContractViolation.self) {
                try EventCodec.decode(RecallEnded.self, from: Array(text.utf8))
            }
            #expect(violation?.description == Self.expected(text), "\(text)")
        }
    }

    /// In the words of the rules: the first fault of the text that is one of them, or what the fields lack.
    private static func expected(_ text: String) -> String {
        let malformed = "malformed: the value is not one JSON object"
        guard text.drop(while: { $0 == " " }).hasPrefix("{") else { return malformed }
        var (depth, isInText, isBehindBackslash) = (0, false, false)
        var rest = text.unicodeScalars[...]
        while let next = rest.popFirst() {
            if next == "\0" { return malformed }
            if isInText {
                if isBehindBackslash, next == "u", rest.starts(with: "0000".unicodeScalars) {
                    return "rule: expected no character U+0000 in texts"
                }
                if !isBehindBackslash, next == "\"" { isInText = false }
                isBehindBackslash = next == "\\" && !isBehindBackslash
                continue
            }
            if next == "\"" { isInText = true }
            if next == "{" || next == "[" { depth += 1 }
            if next == "}" || next == "]" { depth -= 1 }
            if depth > 64 { return "malformed: expected at most 64 levels" }
        }
        return StrictJSON.accepts(Array(text.utf8)) ? "schema: merchant: required, but missing" : malformed
    }
}

/// Bytes of a JSON text with something wrong, or only different.
enum ByteDamage {
    static func of(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 1...3, using: &generator)).reduce(bytes) { text, _ in once(text, using: &generator) }
    }

    private static func once(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var text = bytes
        guard !text.isEmpty else { return text }
        let place = Int.random(in: 0..<text.count, using: &generator)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: text[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: text.remove(at: place)
        case 3: text.removeSubrange(place...)
        case 4: text.insert(contentsOf: Array(pick(pieces, &generator).utf8), at: place)
        default: replaceValue(&text, from: place, using: &generator)
        }
        return text
    }

    /// Puts another value in the place of a scalar, so that the text stays JSON.
    private static func replaceValue(_ text: inout [UInt8], from place: Int, using generator: inout SeededGenerator) {
        let ends = [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")]
        guard let colon = text[place...].firstIndex(of: UInt8(ascii: ":")),
            let end = text[colon...].firstIndex(where: { ends.contains($0) })
        else { return }
        let value = pick(values, &generator)
        text.replaceSubrange((colon + 1)..<end, with: Array(value.utf8))
    }

    private static let pieces = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "null", "true", "-", "1e3", "0", ".", " ", "\n", "\\u0041",
        "\\ud83d\\ude00",
        "\\ud800", "é", "\u{2028}", "\u{feff}", "\"merchant\":\"other\",", "\"new\":{\"x\":[1.5,null]},",
    ]

    private static let values = [
        "null", "true", "false", "7", "-0", "1.0", "1e2", "1.5", "9223372036854775807", "9223372036854775808", "1e400",
        "\"\"",
        "\"x\"", "\"\\u0041\\n\"", "\"GBP\"", "\"A\"", "\"2026-03-01T08:15:00Z\"", "[]", "[1]", "[\"x\"]", "[{}]", "{}",
        "{\"x\":1}", " \"spaced\" ",
    ]
}

/// JSON texts of every kind, of members that are all told apart.
enum AnyText {
    static func value(depth: Int, using generator: inout SeededGenerator) -> String {
        switch Int.random(in: depth < 6 ? 0..<6 : 2..<6, using: &generator) {
        case 0: "[\(entries(depth, using: &generator) { value(depth: depth + 1, using: &$0) })]"
        case 1: "{\(entries(depth, using: &generator) { member(depth: depth, using: &$0) })}"
        case 2: pick(scalars, &generator)
        case 3: String(Int64.random(in: .min ... .max, using: &generator))
        default: text(using: &generator)
        }
    }

    private static func member(depth: Int, using generator: inout SeededGenerator) -> String {
        let name = text(using: &generator) + ":" + space(&generator)
        return name + value(depth: depth + 1, using: &generator)
    }

    private static func entries(
        _ depth: Int, using generator: inout SeededGenerator, _ entry: (inout SeededGenerator) -> String
    ) -> String {
        let count = Int.random(in: 0..<(depth == 0 ? 30 : 4), using: &generator)
        let entries = (0..<count).map { _ in space(&generator) + entry(&generator) + space(&generator) }
        return space(&generator) + entries.joined(separator: ",") + space(&generator)
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0..<6, using: &generator)
        return "\"" + (0..<count).map { _ in pick(characters, &generator) }.joined() + "\""
    }

    private static func space(_ generator: inout SeededGenerator) -> String {
        pick(["", "", "", " ", "\n\t", "\r "], &generator)
    }

    private static let scalars = ["null", "true", "false", "0", "-0", "1.5", "-1e-7", "1e300", "0.0", "12E2"]
    private static let characters = [
        "a", "b", "Key", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "long text ",
        "{", "]",
        ":", ",", "\u{7f}",
    ]
}

/// One of the texts.
func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
    texts.randomElement(using: &generator) ?? ""
}
