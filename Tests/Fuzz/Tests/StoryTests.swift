import Contracts
import Testing

@testable import fuzz

@Suite struct StoryTests {
    /// Lists within lists must not multiply: what no broker delivers proves nothing about those who read.
    @Test func oneListOfAnEventIsLengthened() throws {
        let kind = try #require(Catalogue.kind(named: OrderShipped.type))
        let sample = try #require(Goldens().of(kind).first).tree
        var longest = 0
        for seed in 0..<20 as Range<UInt64> {
            var tree = sample
            var dice = Dice(seed: seed, 1)

            Story.lengthen(&tree, to: 200, &dice)

            #expect(tree.count < 201 * sample.count, "seed \(seed)")
            longest = max(longest, tree.count)
        }
        #expect(longest > 200)
    }
}
