import Contracts
import Kernel
import TestSupport
import Testing

/// Garbage on a topic costs a dead letter and nothing more.
@Suite struct HostileInputTests {
    @Test(arguments: [1, 63, 64, 65, 1_000, 100_000]) func deepNestingIsRefusedWithoutRunningOutOfStack(depth: Int)
        throws
    {
        for (open, close) in [("[", "]"), (#"{"x":"#, "}")] {
            let nested = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            let unclosed = String(repeating: open, count: depth)
            #expect(isRead(Self.ended(with: nested)) == (depth < 64))
            #expect(!isRead(Self.ended(with: unclosed)))
        }
    }

    @Test(arguments: [
        "1e400", "-1e400", "1e-400", "0.0000000000000000000000000000000000000001", "123456789012345678901234567890",
        String(repeating: "9", count: 100_000), "1E+2", "-0",
    ]) func oddNumbersInUnknownMembersAreIgnored(number: String) {
        #expect(isRead(Self.ended(with: number)))
    }

    @Test(arguments: ["+1", ".5", "0x10", "NaN", "Infinity", "tru", "'x'", "1 2", ""])
    func whatIsNoJSONIsRefused(value: String) {
        #expect(!isRead(Self.ended(with: value)))
    }

    @Test(arguments: ["01", "1.", "1e", "--1", "+1", "NaN", "1.5", "1e400", "9223372036854775808", "-", "1e19"])
    func whatIsNoWholeNumberIsRefusedWhereOneIsRead(value: String) throws {
        let file = try #require(Golden.files.first { $0.kind.type == RecallProgressed.type })
        let text = String(decoding: file.bytes, as: UTF8.self)
        let number = try Regex(#""itemsSold":\d+"#)

        let damaged = Array(text.replacing(number, with: "\"itemsSold\":\(value)").utf8)

        #expect(throws: ContractViolation.self) { try file.kind.check(damaged) }
        #expect(damaged != file.bytes)
    }

    @Test(
        arguments: [
            [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3], [0x00], [0x01], [0x0a],
        ] as [[UInt8]]) func bytesThatAreNoTextAreRefused(bytes: [UInt8])
    {
        let head = Array(#"{"merchant":"m","closedAt":"2026-03-01T08:15:00Z","recallId":"r"#.utf8)

        #expect(!isRead(head + bytes + Array(#""}"#.utf8)))
    }

    @Test(arguments: [#"\ud800"#, #"\udc00\ud800"#, #"\ud83d\u0041"#, #"\u12"#, #"\x41"#, #"\u0000"#])
    func escapesThatAreNoTextAreRefused(escape: String) {
        let text = #"{"merchant":"m","closedAt":"2026-03-01T08:15:00Z","recallId":"r\#(escape)"}"#

        #expect(!isRead(text))
    }

    @Test func otherEncodingsThanUTF8AreRefused() {
        let text = #"{"merchant":"m","closedAt":"2026-03-01T08:15:00Z","recallId":"r"}"#
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }

        for bytes in [little, big, [0xff, 0xfe] + little, [0xfe, 0xff] + big, [0xef, 0xbb, 0xbf] + Array(text.utf8)] {
            #expect(!isRead(bytes))
        }
    }

    /// Damaged events of every type: a decoder gives an event or a `ContractViolation`, and never anything else.
    @Test(arguments: 0..<8 as Range<UInt64>) func damagedBytesNeverCrashADecoder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<1_250 {
            let file = try #require(Golden.files.randomElement(using: &generator))
            let damaged = Self.damaged(file.bytes, using: &generator)
            do { _ = try file.kind.check(damaged) } catch {
                refused += 1
                #expect(!error.detail.isEmpty)
            }
        }
        #expect(refused > 500)
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func damagedStructuredEventsNeverCrashTheReader(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var outcomes = (read: 0, refused: 0)
        for _ in 0..<2_500 {
            let sample = try #require(StructuredSample.valid.randomElement(using: &generator))
            let damaged = Self.damagedOnce(Array(sample.utf8), using: &generator)
            do {
                let event = try StructuredSample.read(damaged)
                #expect(!event.id.isEmpty && !event.source.isEmpty && !event.type.isEmpty)
                outcomes.read += 1
            } catch { outcomes.refused += 1 }
        }
        #expect(outcomes.read > 100 && outcomes.refused > 1_000)
    }

    private static func ended(with value: String) -> String {
        #"{"merchant":"m","recallId":"r","closedAt":"2026-03-01T08:15:00Z","other":\#(value)}"#
    }

    private func isRead(_ text: String) -> Bool { isRead(Array(text.utf8)) }

    private func isRead(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try EventCodec.decode(RecallEnded.self, from: bytes)
            return true
        } catch { return false }
    }

    private static func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 1...4, using: &generator)).reduce(bytes) { damaged, _ in
            damaged.isEmpty ? damaged : damagedOnce(damaged, using: &generator)
        }
    }

    private static func damagedOnce(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        let place = Int.random(in: 0..<result.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: result[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: result.remove(at: place)
        case 2: result.removeSubrange(place...)
        case 3: result.insert(contentsOf: tokens.randomElement(using: &generator) ?? [], at: place)
        case 4: result.insert(contentsOf: bytes[..<place], at: place)
        default: result.removeSubrange(place..<min(place + 9, result.count))
        }
        return result
    }

    private static let tokens: [[UInt8]] = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "null", "true", "-", "1e999", "\\u0000", "\\ud800", "\u{feff}",
        "9223372036854775808", "\"merchant\":", "\"data\":", "/",
    ].map { Array($0.utf8) }
}
