import Kernel

/// A stream of chance that repeats: the same seed and the same questions give the same answers.
struct Chance: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// A stream of its own for one thing, so that changing one story leaves all others as they were.
    init(seed: UInt64, _ parts: String...) {
        var hash = StableHash(seed: seed)
        for part in parts { hash.add(part) }
        generator = SeededGenerator(seed: hash.value)
        _ = generator.next()
    }

    /// True in `rate` of the cases.
    mutating func happens(_ rate: BasisPoints) -> Bool { whole(0...9_999) < rate.value }

    /// A whole number of the range, each as likely as the others.
    mutating func whole(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }

    /// A length of time of the range, in whole seconds.
    mutating func time(_ range: ClosedRange<TimeSpan>) -> TimeSpan {
        .seconds(whole(range.lowerBound.wholeSeconds...range.upperBound.wholeSeconds))
    }

    /// One of `choices`, which must not be empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int(whole(0...Int64(choices.count - 1)))]
    }

    /// One of `choices` by weight; they must not be empty and not all weigh nothing.
    mutating func pick<Choice>(_ choices: [Share<Choice>]) -> Choice {
        var left = whole(1...choices.reduce(0) { $0 + $1.weight })
        for choice in choices {
            left -= choice.weight
            if left <= 0 { return choice.value }
        }
        return choices[choices.count - 1].value
    }

    /// The same elements in another order.
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &generator) }
}

/// One choice and how much it weighs against the others.
struct Share<Value: Sendable>: Sendable {
    let weight: Int64
    let value: Value

    init(_ weight: Int64, _ value: Value) {
        self.weight = weight
        self.value = value
    }
}
