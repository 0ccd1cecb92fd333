/// Makes a failing schedule short: takes draws away, makes others quiet, and keeps what still fails with less history.
struct Shrinker {
    private var best: Schedule.Outcome
    private var draws: [Int]
    private let run: ([Int]) -> Schedule.Outcome
    private var triesLeft = 0

    init(_ failing: Schedule.Outcome, run: @escaping ([Int]) -> Schedule.Outcome) {
        best = failing
        draws = Self.trimmed(failing.draws)
        self.run = run
    }

    mutating func shrink(tries: Int) -> Schedule.Outcome {
        triesLeft = tries
        cutTheEnd()
        var weight = weight(best, draws)
        repeat {
            weight = self.weight(best, draws)
            removeParts()
            quietParts()
            lowerEach()
        } while self.weight(best, draws) < weight && triesLeft > 0
        return best
    }

    /// What comes after the fault is mostly of no concern: the quiet choice from some draw on.
    private mutating func cutTheEnd() {
        var length = draws.count / 2
        while length >= 1, triesLeft > 0 {
            if draws.count <= length || !accept(Array(draws.dropLast(length))) { length /= 2 }
        }
    }

    private mutating func removeParts() {
        overParts { draws, part in
            draws.removeSubrange(part)
            return true
        }
    }

    private mutating func quietParts() {
        overParts { draws, part in
            guard draws[part].contains(where: { $0 != 0 }) else { return false }
            for place in part { draws[place] = 0 }
            return true
        }
    }

    /// Tries a change on every part, from halves to single draws. `change` says false where there is nothing to do.
    private mutating func overParts(_ change: (inout [Int], Range<Int>) -> Bool) {
        var length = max(1, draws.count / 2)
        while length >= 1, triesLeft > 0 {
            var start = 0
            while start < draws.count, triesLeft > 0 {
                var candidate = draws
                let part = start..<min(start + length, draws.count)
                if !change(&candidate, part) || !accept(candidate) { start += length }
            }
            length /= 2
        }
    }

    private mutating func lowerEach() {
        var place = 0
        while place < draws.count, triesLeft > 0 {
            for lower in [1, draws[place] / 2, draws[place] - 1] where place < draws.count && lower >= 0 {
                guard lower < draws[place], lower > 0 else { continue }
                var candidate = draws
                candidate[place] = lower
                if accept(candidate) { break }
            }
            place += 1
        }
    }

    private mutating func accept(_ candidate: [Int]) -> Bool {
        triesLeft -= 1
        let outcome = run(candidate)
        guard outcome.fails, weight(outcome, Self.trimmed(outcome.draws)) < weight(best, draws) else { return false }
        best = outcome
        draws = Self.trimmed(outcome.draws)
        return true
    }

    /// Lines of history first, then draws, then how loud they are.
    private func weight(_ outcome: Schedule.Outcome, _ draws: [Int]) -> Weight {
        Weight(lines: outcome.history.count, draws: draws.count, sum: draws.reduce(0, +))
    }

    private struct Weight: Comparable {
        let lines: Int
        let draws: Int
        let sum: Int

        static func < (left: Weight, right: Weight) -> Bool {
            (left.lines, left.draws, left.sum) < (right.lines, right.draws, right.sum)
        }
    }

    /// A list that has ended gives zeros.
    private static func trimmed(_ draws: [Int]) -> [Int] {
        guard let last = draws.lastIndex(where: { $0 != 0 }) else { return [] }
        return Array(draws[...last])
    }
}
