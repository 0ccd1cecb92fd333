import Kernel
import Testing

@Suite struct ApportionTests {
    @Test(
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]),
            (-100, [1, 1, 1], [-34, -33, -33]),
            (0, [1, 2], [0, 0]),
            (7, [0, 0, 0], [7, 0, 0]),
            (7, [5], [7]),
            (1, [1, 1], [1, 0]),
            (10, [0, 3, 0, 7], [0, 3, 0, 7]),
            (5, [1, 3], [1, 4]),
            (1_000_000_000_000, [1, 1_000_000_000_000], [1, 999_999_999_999]),
        ] as [(MinorUnits, [Int64], [MinorUnits])]) func partsAreThoseOfTheLargestRemainder(
            total: MinorUnits, weights: [Int64], parts: [MinorUnits]
        )
    {
        #expect(apportion(total, by: weights) == parts)
    }

    @Test func nothingIsSplitAmongNobody() { #expect(apportion(100, by: []) == []) }

    /// Hamilton's quota rule: every part is its exact share rounded down or up, and the parts sum to the whole.
    @Test(arguments: 0..<20 as Range<UInt64>) func partsSumToTheWholeAndStayWithinOneOfTheirShare(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let total = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)
            let count = Int.random(in: 1...12, using: &generator)
            let top: Int64 = [1, 3, 1_000, 1_000_000_000].randomElement(using: &generator) ?? 1
            let weights = (0..<count).map { _ in Int64.random(in: 0...top, using: &generator) }
            let sum = weights.reduce(0, +)

            let parts = apportion(total, by: weights)

            #expect(parts.reduce(0, +) == total)
            guard sum > 0 else { continue }
            for (part, weight) in zip(parts, weights) {
                let error = Int128(part) * Int128(sum) - Int128(total) * Int128(weight)
                #expect(error.magnitude < Int128(sum).magnitude, "seed \(seed): \(total) by \(weights)")
                #expect(weight > 0 || part == 0)
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func aLargerWeightNeverGetsLess(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let weights = (0..<6).map { _ in Int64.random(in: 0...50, using: &generator) }.sorted(by: >)
            let total = Int64.random(in: 0...1_000, using: &generator)
            let parts = apportion(total, by: weights)
            #expect(weights[0] == 0 || parts == parts.sorted(by: >), "seed \(seed): \(total) by \(weights)")
        }
    }
}

@Suite struct BasisPointsTests {
    @Test(
        arguments: [
            (10_000, 1_234, 1_234), (0, 1_234, 0), (2_500, 1_999, 500), (2_500, 1_998, 500), (2_500, 1_997, 499),
            (5_000, 1, 1), (5_000, -1, -1), (4_999, 1, 0), (4_999, -1, 0), (-5_000, 3, -2), (-5_000, -3, 2),
            (1, 5_000, 1), (1, 4_999, 0), (10_000, .max, .max), (10_000, .min + 1, .min + 1),
            (7_500, 1_000_000_000_000, 750_000_000_000),
        ] as [(Int64, MinorUnits, MinorUnits)]) func aShareIsRoundedHalfAwayFromZero(
            share: Int64, amount: MinorUnits, expected: MinorUnits
        )
    {
        #expect(BasisPoints(share).of(amount) == expected)
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func aShareAndItsRestDifferFromTheWholeByRoundingOnly(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let share = Int64.random(in: 0...10_000, using: &generator)
            let amount = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)

            let part = BasisPoints(share).of(amount)
            let rest = BasisPoints(10_000 - share).of(amount)

            #expect(abs(part + rest - amount) <= 1)
            #expect(BasisPoints(share).of(-amount) == -part)
            #expect((Int128(part) * 10_000 - Int128(amount) * Int128(share)).magnitude <= 5_000)
        }
    }

    @Test func theyAreOrderedByTheirValue() {
        #expect(BasisPoints(1) < BasisPoints.whole)
        #expect(BasisPoints.zero.value == 0)
        #expect(BasisPoints.whole.of(77) == 77)
    }
}

@Suite struct CurrencyTests {
    @Test(arguments: ["GBP", "EUR", "XXX"]) func threeCapitalLettersAreACode(code: String) {
        #expect(Currency(code)?.code == code)
    }

    @Test(arguments: ["", "GB", "GBPX", "gbp", "G1P", "GÉ", "ÄÖÜ", "G P", "\u{0}\u{0}\u{0}"])
    func anythingElseIsNone(code: String) {
        #expect(Currency(code) == nil)
    }
}
