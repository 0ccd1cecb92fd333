/// Some of the items of an order line, each known by its number from 0 to the line's quantity - 1.
///
/// Every item has its own exact share of the line's amounts, so it matters which items come back, not only how many.
/// Kept as ranges: a line of 80,000 items costs no more than one of two.
public struct ItemSet: Hashable, Sendable {
    /// Ascending, neither empty nor touching each other.
    public private(set) var ranges: [Range<Int64>] = []

    /// No items.
    public init() {}

    /// The items of a range of numbers.
    public init(_ range: Range<Int64>) { ranges = range.isEmpty ? [] : [range] }

    /// How many items.
    public var count: Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }

    /// True when there is no item.
    public var isEmpty: Bool { ranges.isEmpty }

    /// The lowest item number.
    public var first: Int64? { ranges.first?.lowerBound }

    /// True when the item is one of these.
    public func contains(_ item: Int64) -> Bool { ranges.contains { $0.contains(item) } }

    /// The `count` lowest items, or all when there are fewer.
    public func lowest(_ count: Int64) -> ItemSet {
        var rest = count
        var taken = ItemSet()
        for range in ranges where rest > 0 {
            let length = min(rest, Int64(range.count))
            taken.ranges.append(range.lowerBound..<range.lowerBound + length)
            rest -= length
        }
        return taken
    }

    /// The items of either set.
    public func union(_ other: ItemSet) -> ItemSet {
        var merged: [Range<Int64>] = []
        for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        var result = ItemSet()
        result.ranges = merged
        return result
    }

    /// The items of this set that are not in the other.
    public func subtracting(_ other: ItemSet) -> ItemSet {
        var result = ItemSet()
        for range in ranges {
            var from = range.lowerBound
            for hole in other.ranges where hole.overlaps(range) {
                if from < hole.lowerBound { result.ranges.append(from..<hole.lowerBound) }
                from = max(from, hole.upperBound)
            }
            if from < range.upperBound { result.ranges.append(from..<range.upperBound) }
        }
        return result
    }

    /// The items of both sets.
    public func intersection(_ other: ItemSet) -> ItemSet { subtracting(subtracting(other)) }

    /// Adds the items of the other set.
    public mutating func formUnion(_ other: ItemSet) { self = union(other) }

    /// Takes the items of the other set away.
    public mutating func subtract(_ other: ItemSet) { self = subtracting(other) }
}

/// Written as a flat list of bounds: `[0, 2, 5, 6]` are the items 0, 1 and 5.
extension ItemSet: Codable {
    public init(from decoder: any Decoder) throws {
        let bounds = try decoder.singleValueContainer().decode([Int64].self)
        for index in stride(from: 0, to: bounds.count - 1, by: 2) where bounds[index] < bounds[index + 1] {
            formUnion(ItemSet(bounds[index]..<bounds[index + 1]))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bounds)
    }

    /// The first item of each range and the one after its last: `[0, 2, 5, 6]`, the form in which a set is written.
    public var bounds: [Int64] { ranges.flatMap { [$0.lowerBound, $0.upperBound] } }
}
