/// Which sequence numbers of one lane were seen, as ranges: compact while they come nearly in order.
public struct NumberSet: Sendable, Hashable {
    /// Disjoint, ascending, never touching.
    public private(set) var ranges: [ClosedRange<Int64>] = []

    public init() {}

    /// Adds a number.
    ///
    /// - Returns: false when it was there before.
    public mutating func insert(_ number: Int64) -> Bool {
        let place = firstRange(endingAtOrAfter: number)
        if place < ranges.count, ranges[place].contains(number) { return false }
        let joinsLeft = place > 0 && ranges[place - 1].upperBound == number - 1
        let joinsRight = place < ranges.count && number < .max && ranges[place].lowerBound == number + 1
        switch (joinsLeft, joinsRight) {
        case (true, true):
            ranges[place - 1] = ranges[place - 1].lowerBound...ranges[place].upperBound
            ranges.remove(at: place)
        case (true, false): ranges[place - 1] = ranges[place - 1].lowerBound...number
        case (false, true): ranges[place] = number...ranges[place].upperBound
        case (false, false): ranges.insert(number...number, at: place)
        }
        return true
    }

    /// How many different numbers were seen.
    public var count: Int64 { ranges.reduce(0) { $0 + Self.size($1) } }

    /// The highest number seen; 0 before the first.
    public var highest: Int64 { ranges.last?.upperBound ?? 0 }

    /// The numbers from `first` to `last`, both included, that were not seen, as ascending ranges.
    public func gaps(from first: Int64, through last: Int64) -> [ClosedRange<Int64>] {
        var gaps: [ClosedRange<Int64>] = []
        var next = first
        for range in ranges[firstRange(endingAtOrAfter: first)...] where next <= last {
            if range.lowerBound > next { gaps.append(next...min(last, range.lowerBound - 1)) }
            // Beyond the largest number there is nothing left to miss.
            guard range.upperBound < .max else { return gaps }
            next = max(next, range.upperBound + 1)
        }
        if next <= last { gaps.append(next...last) }
        return gaps
    }

    /// How many of the numbers from `first` to `last`, both included, were not seen.
    public func missing(from first: Int64 = 1, through last: Int64) -> Int64 {
        gaps(from: first, through: last).reduce(0) { $0 + Self.size($1) }
    }

    private static func size(_ range: ClosedRange<Int64>) -> Int64 { range.upperBound - range.lowerBound + 1 }

    private func firstRange(endingAtOrAfter number: Int64) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
