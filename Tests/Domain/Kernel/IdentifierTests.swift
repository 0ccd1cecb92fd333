import Kernel
import Testing

@Suite struct MerchantKeyTests {
    @Test func itBeginsWithTheMerchant() {
        #expect(MerchantKey("acme", "r/1").description == "acme/r/1")
    }

    @Test func itIsOrderedByMerchantAndThenById() {
        let keys = [MerchantKey("b", "1"), MerchantKey("a", "2"), MerchantKey("a", "10")]

        #expect(keys.sorted().map(\.description) == ["a/10", "a/2", "b/1"])
    }

    @Test func idsThatOnlyLookTheSameDiffer() {
        let (composed, decomposed) = (MerchantKey("a", "r-\u{e9}"), MerchantKey("a", "r-e\u{301}"))

        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed && !(composed < decomposed))
        #expect(MerchantKey("\u{e9}", "1") != MerchantKey("e\u{301}", "1"))
    }

    @Test func theSameIdOfTwoMerchantsDiffers() {
        #expect(Set([MerchantKey("a", "1"), MerchantKey("b", "1"), MerchantKey("a", "1")]).count == 2)
    }
}

@Suite struct StableHashTests {
    /// Source: draft-eastlake-fnv, FNV-1a 64 test vectors.
    @Test(
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("b", 0xaf63_df4c_8601_f1a5),
            ("foo", 0xdcb2_7518_fed9_d577), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)]) func bytesGiveThePublishedValues(text: String, value: UInt64)
    {
        var hash = StableHash()
        hash.add(bytes: text.utf8)
        #expect(hash.value == value)
    }

    @Test func bytesThatDoNotLieInOnePieceGiveTheSame() {
        var whole = StableHash()
        var apart = StableHash()
        whole.add(bytes: Array("foobar".utf8))
        apart.add(bytes: ["foo", "bar"].lazy.flatMap(\.utf8))

        #expect(apart.value == whole.value)
    }

    @Test func textsDoNotRunIntoEachOther() {
        var first = StableHash()
        var second = StableHash()
        for text in ["ab", "c"] { first.add(text) }
        for text in ["a", "bc"] { second.add(text) }

        #expect(first.value != second.value)
    }

    @Test func aNumberCountsAsEightBytesLowestFirst() {
        var number = StableHash()
        var bytes = StableHash()
        number.add(-2)
        bytes.add(bytes: [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

        #expect(number.value == bytes.value)
    }
}

@Suite struct DerivedIdTests {
    /// Ids stand in databases: a release that derives them otherwise would take every known unit for a new one.
    @Test func itIsTheSameInEveryRelease() {
        #expect(derivedID("u", "acme", "p-1", "1", "1") == "u-cd00454da61795b7d0796325")
    }

    @Test func itFollowsEveryPartAndTheirBorders() {
        let ids = [
            derivedID("u", "a", "b"), derivedID("u", "ab"), derivedID("u", "a", "b", ""), derivedID("u", "b", "a"),
            derivedID("w", "a", "b"), derivedID("u"),
        ]

        #expect(Set(ids).count == ids.count)
        #expect(derivedID("u", "a", "b") == ids[0])
    }

    @Test func manyPartsGiveManyIdsOfOneLength() {
        let ids = (0..<20_000).map { derivedID("u", "acme", "p-\($0 / 7)", "\($0 % 7)") }

        #expect(Set(ids).count == ids.count)
        #expect(Set(ids.map(\.utf8.count)) == [26])
    }
}

@Suite struct SeededGeneratorTests {
    /// Source: the reference implementation splitmix64.c of S. Vigna, seed 1234567.
    @Test func itGivesTheNumbersOfTheReference() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }

        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func theSameSeedGivesTheSameNumbersAndAnotherSeedOthers() {
        var first = SeededGenerator(seed: 1)
        var same = SeededGenerator(seed: 1)
        var other = SeededGenerator(seed: 2)
        let numbers = (0..<100).map { _ in first.next() }

        #expect(numbers == (0..<100).map { _ in same.next() })
        #expect(Set(numbers).isDisjoint(with: (0..<100).map { _ in other.next() }))
    }
}
