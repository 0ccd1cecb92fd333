/// Which sequence numbers of one lane were seen, as ranges: compact while they come nearly in order.
struct NumberSet: Sendable, Equatable {
    /// Disjoint, ascending, never touching.
    private(set) var ranges: [ClosedRange<Int64>] = []

    /// - Returns: false when the number was seen before.
    mutating func insert(_ number: Int64) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        if low < ranges.count, ranges[low].contains(number) { return false }
        let joinsLeft = low > 0 && ranges[low - 1].upperBound == number - 1
        let joinsRight = low < ranges.count && ranges[low].lowerBound == number + 1
        switch (joinsLeft, joinsRight) {
        case (true, true):
            ranges[low - 1] = ranges[low - 1].lowerBound...ranges[low].upperBound
            ranges.remove(at: low)
        case (true, false): ranges[low - 1] = ranges[low - 1].lowerBound...number
        case (false, true): ranges[low] = number...ranges[low].upperBound
        case (false, false): ranges.insert(number...number, at: low)
        }
        return true
    }

    /// How many different numbers were seen.
    var count: Int64 { ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound + 1 } }

    /// Numbers of 1...last that were not seen.
    func missing(upTo last: Int64) -> Int64 {
        last - ranges.reduce(0) { $0 + max(0, min($1.upperBound, last) - $1.lowerBound + 1) }
    }
}
