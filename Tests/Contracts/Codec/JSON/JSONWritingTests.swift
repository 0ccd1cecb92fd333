import Contracts
import Kernel
import Testing

/// What is written is, byte for byte, what the library wrote: fingerprints of stored events depend on it.
@Suite struct JSONWritingTests {
    @Test(arguments: [
        "", "plain", "\"", "\\", "/", "a\"b\\c/d", "\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}",
        "\0\u{1}\u{e}\u{f}\u{10}\u{1a}\u{1f}",
        "\u{7f}\u{80}\u{9f}", "é", "e\u{301}", "€", "😀", "\u{2028}\u{2029}", "\u{feff}", "\u{fffe}\u{ffff}",
        String(repeating: "long ", count: 1_000), String(repeating: "\n", count: 3_000),
        "x\u{1}" + String(repeating: "é", count: 99),
    ]) func aTextIsWrittenAsByTheLibrary(text: String) throws {
        try expectSame(text)
        try expectSame([text])
        try expectSame([text: text])
        try expectSame(text as String?)
    }

    @Test(
        arguments: [
            0, 1, -1, 9, 10, -10, 99, 100, 12_345, .max, .max - 1, .min, .min + 1, 1_000_000_000_000_000_000,
        ] as [Int64]) func aWholeNumberIsWrittenAsByTheLibrary(number: Int64) throws
    {
        try expectSame(number)
        try expectSame([Int8(truncatingIfNeeded: number)])
        try expectSame(UInt8(truncatingIfNeeded: number))
        try expectSame([Int16(truncatingIfNeeded: number)])
        try expectSame([UInt16(truncatingIfNeeded: number)])
        try expectSame(["a": Int32(truncatingIfNeeded: number)])
        try expectSame(["a": UInt32(truncatingIfNeeded: number)])
        try expectSame(["a": UInt64(bitPattern: number)])
        try expectSame([Int(number), Int(number)])
        try expectSame([UInt(bitPattern: Int(number))])
    }

    @Test(
        arguments: [
            0, -0.0, 1, -1, 0.1, 1.5, 100, 1e15, 1e16, 1e17, 1e21, 1e22, 1e-4, 1e-5, 1e-7, 123456789.125, 1 / 3,
            .leastNonzeroMagnitude, .pi,
            .greatestFiniteMagnitude, -.leastNormalMagnitude, 9_007_199_254_740_992,
        ] as [Double]) func aRealNumberIsWrittenAsByTheLibrary(number: Double) throws
    {
        try expectSame(number)
        try expectSame([number])
        try expectSame(["a": number])
        if Float(number).isFinite { try expectSame([Float(number)]) }
    }

    @Test(arguments: [.infinity, -.infinity, .nan, .signalingNaN] as [Double])
    func whatIsNoNumberIsNotWritten(number: Double) {
        #expect(throws: EncodingError.self) { try JSONCoder.encode(number) }
        #expect(throws: EncodingError.self) { try JSONCoder.encode([1, number]) }
        #expect(throws: EncodingError.self) { try JSONCoder.encode(["a": Float(number)]) }
        #expect(throws: ContractViolation.self) { try EventCodec.encode([number]) }
    }

    /// By the bytes of UTF-8: capital letters before small ones, prefixes before what they begin, and what is written
    /// as an escape by the character that it means.
    @Test func membersAreWrittenInTheLibrarysOrder() throws {
        let names = [
            "", "a", "A", "aa", "aB", "ab", "a\0", "a\"", "a!", "a#", "a\\", "a]", "a[", "a\n", "a ", "a~", "a\u{7f}",
            "é", "z",
            "Z", "1", "10", "2", "_", "abcdefgh", "abcdefg", "abcdefghi", "abcdefgh\0", "abcdefgi", "abcdefgh\n",
            "abcdefgh\"z",
            "abcdefghé", "\u{ffff}", "😀", "\u{e000}", "ｚ",
        ]
        try expectSame(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
        for start in names.indices {
            for length in 1...4 where start + length <= names.count {
                try expectSame(Dictionary(uniqueKeysWithValues: names[start..<(start + length)].map { ($0, 1) }))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 31, 32, 33, 34, 500]) func objectsOfAnySizeAreSorted(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            let names = (0..<count).map { "n\(UInt16.random(in: 0...9_999, using: &generator))-\($0)" }
            let members = names.map { ($0, ["z": 1, "a": AnyJSON.list([$0.utf8.count])]) }
            try expectSame(Dictionary(uniqueKeysWithValues: members))
        }
    }

    @Test func containersAreWrittenAsByTheLibrary() throws {
        try expectSame([String: Int]())
        try expectSame([Int]())
        try expectSame([[Int]](arrayLiteral: [], [1], [1, 2]))
        try expectSame([Int?](arrayLiteral: 1, nil, 3))
        try expectSame(["b": nil, "a": 1] as [String: Int?])
        try expectSame(Set(["one"]))
        try expectSame([3: "c"])
        try expectSame(Int?.none)
        try expectSame(Optional(Optional("x")))
        try expectSame(true)
        try expectSame([true, false])
        try expectSame(Absent())
        try expectSame([EmptyObject()])
        try expectSame(["e": Silent()])
        try expectSame([Silent()])
        #expect(throws: EncodingError.self) { try JSONCoder.encode(Silent()) }
        #expect(throws: EncodingError.self) { try LibraryCoder.encode(Silent()) }
    }

    @Test func unusualWaysToWriteAreWrittenAsByTheLibrary() throws {
        try expectSame(NestedWriters())
        try expectSame(["x": NestedWriters()])
        try expectSame(Derived())
        try expectSame(Repeated())
        try expectSame(Twice())
    }

    /// The library ends the process here.
    @Test func ofAValueThatCannotBeWrittenNothingIsLeft() throws {
        let text = #"{"b":["after"],"d":[],"z":1}"#

        #expect(try JSONCoder.encode(Forgiving()) == Array(text.utf8))
        #expect(try JSONCoder.encode([Forgiving(), Forgiving()]) == Array("[\(text),\(text)]".utf8))
    }

    /// The library accepts some of it; it cannot be written as it comes. No type of ours does it.
    @Test(arguments: OutOfTurn.Way.allCases) func containersOutOfTurnAreRefused(way: OutOfTurn.Way) {
        #expect(throws: EncodingError.self) { try JSONCoder.encode(OutOfTurn(way: way)) }
        #expect(throws: EncodingError.self) { try JSONCoder.encode(["a": [OutOfTurn(way: way)]]) }
    }

    @Test func twoKindsAtOnePlaceAreRefused() {
        #expect(throws: EncodingError.self) { try JSONCoder.encode(TwoKinds()) }
    }

    @Test func aValueWithoutEndIsRefused() {
        #expect(throws: EncodingError.self) { try JSONCoder.encode(Endless()) }
    }

    @Test func theHashIsThatOfTheBytes() throws {
        for value in [["a": "é"], [:], ["b": "1", "a": String(repeating: "x", count: 5_000)]] {
            var hash = StableHash()
            hash.add(bytes: try LibraryCoder.encode(value))

            #expect(try JSONCoder.hash(value) == hash.value)
        }
    }

    private func expectSame(_ value: some Encodable) throws {
        let (ours, library) = (try JSONCoder.encode(value), try LibraryCoder.encode(value))
        #expect(ours == library, "\(String(decoding: ours, as: UTF8.self))")
    }
}
