import AuditDomain
import Kernel
import Testing

/// Ranges say the same as a set of numbers.
@Suite struct NumberSetTests {
    @Test(arguments: UInt64(1)...50) func itSaysWhatASetOfNumbersSays(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var numbers = NumberSet()
        var plain: Set<Int64> = []

        for _ in 0..<200 {
            let number = Int64(chance.next() % 60) + 1
            let isNew = numbers.insert(number)
            #expect(isNew == plain.insert(number).inserted)
        }

        #expect(numbers.count == Int64(plain.count))
        #expect(numbers.highest == plain.max() ?? 0)
        for (first, last) in [(Int64(1), Int64(60)), (5, 20), (20, 5), (61, 70)] {
            let missing = first <= last ? Set(first...last).subtracting(plain) : []
            #expect(Set(numbers.gaps(from: first, through: last).flatMap { Array($0) }) == missing)
            #expect(numbers.missing(from: first, through: last) == Int64(missing.count))
        }
    }

    @Test func theLargestNumberIsANumberLikeAnother() {
        var numbers = NumberSet()

        let first = numbers.insert(.max)
        let second = numbers.insert(.max)

        #expect(first)
        #expect(!second)
        #expect(numbers.gaps(from: .max - 1, through: .max) == [(.max - 1)...(.max - 1)])
    }
}
