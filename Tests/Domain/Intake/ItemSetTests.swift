import IntakeDomain
import Kernel
import Testing

@Suite struct ItemSetTests {
    private func items(_ set: ItemSet) -> Set<Int64> { Set(set.ranges.flatMap { Array($0) }) }

    private func random(_ generator: inout SeededGenerator) -> ItemSet {
        var set = ItemSet()
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start = Int64.random(in: 0...20, using: &generator)
            set.formUnion(ItemSet(start..<start + Int64.random(in: 0...5, using: &generator)))
        }
        return set
    }

    @Test func setsOfItemsFollowTheRulesOfSets() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let left = random(&generator)
            let right = random(&generator)

            #expect(items(left.union(right)) == items(left).union(items(right)))
            #expect(items(left.subtracting(right)) == items(left).subtracting(items(right)))
            #expect(items(left.intersection(right)) == items(left).intersection(items(right)))
            #expect(left.count == Int64(items(left).count))
            #expect(left.first == items(left).min())
        }
    }

    @Test func rangesStaySortedAndApart() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<1_000 {
            let set = random(&generator).union(random(&generator)).subtracting(random(&generator))

            #expect(zip(set.ranges, set.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            #expect(set.ranges.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func theLowestItemsAreTaken() {
        let set = ItemSet(3..<5).union(ItemSet(9..<12))

        #expect(items(set.lowest(3)) == [3, 4, 9])
        #expect(set.lowest(0).isEmpty)
        #expect(set.lowest(99) == set)
        #expect(set.contains(4) && !set.contains(5))
    }
}
