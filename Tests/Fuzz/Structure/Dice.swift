import Kernel

/// Chance with a seed: the same seed gives the same throws.
struct Dice {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// The dice of one input: neighbouring numbers have nothing in common.
    init(seed: UInt64, _ parts: UInt64...) {
        var hash = StableHash(seed: seed)
        for part in parts { hash.add(Int64(bitPattern: part)) }
        self.init(seed: hash.value)
    }

    mutating func bits() -> UInt64 { generator.next() }

    /// A number of `0..<count`; 0 when there is nothing to choose from.
    mutating func below(_ count: Int) -> Int { count > 1 ? Int(generator.next() % UInt64(count)) : 0 }

    /// True once in `count` throws.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }

    /// - Parameter values: not empty.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: bits()) } }
}
