import Kernel

/// Where the draws of a schedule come from: a seed, or a list that was recorded and perhaps shortened since.
struct Choices {
    private var generator: SeededGenerator
    private let given: [Int]?
    private let isRecording: Bool
    private var place = 0
    /// What was drawn, where it is recorded.
    private(set) var drawn: [Int] = []

    init(seed: UInt64, isRecording: Bool) {
        generator = SeededGenerator(seed: seed)
        given = nil
        self.isRecording = isRecording
    }

    init(given: [Int]) {
        generator = SeededGenerator(seed: 0)
        self.given = given
        isRecording = true
    }

    /// 0 to `count - 1`. Zero is always the quiet choice, and what a list gives that has come to its end.
    mutating func draw(below count: Int) -> Int {
        guard count > 1 else { return 0 }
        let value = given == nil ? generator.next(below: count) : nextGiven()
        let bounded = min(value, count - 1)
        if isRecording { drawn.append(bounded) }
        return bounded
    }

    private mutating func nextGiven() -> Int {
        defer { place += 1 }
        guard let given, place < given.count else { return 0 }
        return given[place]
    }
}

extension SeededGenerator {
    fileprivate mutating func next(below count: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(count)) >> 32)
    }
}
