/// Which sequence numbers of one source lane were applied on one input lane: the high-water mark and, below it, the
/// exact numbers of a bounded window.
///
/// A source lane's events spread over the partitions of a topic, so on one of them its numbers only rise, with holes.
/// Where the broker does not fence, a relay that was frozen can publish an old run late: the window keeps such an
/// event from being dropped (it was never applied here) or doubled (it was).
package struct SequenceWindow: Equatable, Sendable {
    /// Numbers that are remembered exactly. A late run longer than this on one partition counts as applied before.
    package static let capacity = 256

    /// Ascending; at most `capacity`.
    private(set) var recent: [Int64]
    /// Everything at or below it counts as applied.
    private(set) var floor: Int64

    package init() {
        recent = []
        floor = 0
    }

    /// The highest number applied; 0 before the first.
    package var highest: Int64 { recent.last ?? floor }

    /// Takes a number in.
    /// - Returns: true when it was not applied before: the event is to be applied now.
    package mutating func admit(_ number: Int64) -> Bool {
        guard number > floor else { return false }
        let index = insertionIndex(of: number)
        if index < recent.count, recent[index] == number { return false }
        recent.insert(number, at: index)
        if recent.count > Self.capacity { floor = recent.removeFirst() }
        return true
    }

    private func insertionIndex(of number: Int64) -> Int {
        guard let last = recent.last, number <= last else { return recent.count }
        var low = 0
        var high = recent.count
        while low < high {
            let middle = (low + high) / 2
            if recent[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The floor and the differences, as variable-length integers.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(recent.count * 2 + 8)
        var previous = floor
        bytes.appendVariableLength(UInt64(bitPattern: floor))
        for number in recent {
            bytes.appendVariableLength(UInt64(number - previous))
            previous = number
        }
        return bytes
    }

    /// - Returns: nil when the bytes were not written by `encoded`.
    package init?(encoded bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let floor = reader.variableLength().flatMap({ Int64(exactly: $0) }) else { return nil }
        self.init()
        self.floor = floor
        var previous = floor
        while !reader.atEnd {
            guard let step = reader.variableLength().flatMap({ Int64(exactly: $0) }), step > 0,
                recent.count < Self.capacity
            else { return nil }
            let (number, overflow) = previous.addingReportingOverflow(step)
            guard !overflow else { return nil }
            recent.append(number)
            previous = number
        }
    }
}
