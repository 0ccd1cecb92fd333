/// Who numbered an event: a worker's name and one of its lanes, such as `intake` and `returns.requests.3`.
public struct LaneName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The worker.
    public var service: String
    /// Its lane.
    public var lane: String

    public init(service: String, lane: String) {
        self.service = service
        self.lane = lane
    }

    public var description: String { "\(service) \(lane)" }

    public static func < (left: LaneName, right: LaneName) -> Bool {
        (left.service, left.lane) < (right.service, right.lane)
    }
}

/// Where a record stands.
public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The topic, without the deployment's prefix.
    public var topic: String
    /// Its partition.
    public var partition: Int32
    /// The offset in the partition.
    public var offset: Int64

    public init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    public var description: String { "\(topic).\(partition) at \(offset)" }
}

/// What was seen of one lane's numbers on all topics together.
public struct LaneLedger: Sendable {
    /// How far below the highest number of its partition a number may come late where the broker has no transactions:
    /// readers remember that many exactly.
    ///
    /// - Source: design section 5, "Our own duplicates"; `Shared/Worker/README.md`, limits.
    public static let lateness: Int64 = 256

    /// Every number seen.
    public private(set) var numbers = NumberSet()
    /// Records whose number had been seen before, with the same content.
    public private(set) var repeats: Int64 = 0
    /// Numbers that were seen with two contents, and where the second one stands; the first few.
    public private(set) var altered: [(number: Int64, at: Place)] = []
    /// Records that came after a higher number of the lane in the same partition, for the first time.
    public private(set) var late: Int64 = 0
    /// Of these, how many came later than readers remember.
    public private(set) var tooLate: Int64 = 0
    /// The first of `late`: the number, the higher one before it, and where it stands.
    public private(set) var firstLate: (number: Int64, after: Int64, at: Place)?
    /// Numbers below it may have been on a part of a topic that no longer exists: not judged.
    public private(set) var judgedFrom: Int64?

    private var highest: [PartitionKey: Int64] = [:]
    private var contents = ContentPrints()

    private struct PartitionKey: Hashable {
        let topic: String
        let partition: Int32
    }

    public init() {}

    /// Takes a record of the lane.
    ///
    /// - Parameters:
    ///   - content: a fingerprint of its bytes.
    ///   - isWhole: false while the record is older than the oldest one of a topic that was cut off at its start.
    /// - Returns: false when the number was seen before.
    public mutating func see(_ number: Int64, content: UInt32, at place: Place, isWhole: Bool = true) -> Bool {
        guard numbers.insert(number) else {
            if contents.isOther(content, than: number) {
                if altered.count < Self.kept { altered.append((number, place)) }
            } else {
                repeats += 1
            }
            return false
        }
        contents.keep(content, of: number)
        if isWhole { judgedFrom = min(number, judgedFrom ?? number) }
        note(number, at: place)
        return true
    }

    private mutating func note(_ number: Int64, at place: Place) {
        let key = PartitionKey(topic: place.topic, partition: place.partition)
        guard let before = highest[key], before > number else {
            highest[key] = number
            return
        }
        late += 1
        if before - number >= Self.lateness { tooLate += 1 }
        if firstLate == nil { firstLate = (number, before, place) }
    }

    private static let kept = 20
}

/// A fingerprint of each number's content, in blocks, the oldest forgotten: four bytes a number.
struct ContentPrints: Sendable {
    private static let blockSize: Int64 = 256
    /// Blocks remembered for one lane: a million numbers.
    private static let blockLimit = 4_096
    private var blocks: [Int64: [UInt32]] = [:]

    mutating func keep(_ content: UInt32, of number: Int64) {
        let (block, index) = number.quotientAndRemainder(dividingBy: Self.blockSize)
        if blocks[block] == nil, blocks.count >= Self.blockLimit, let oldest = blocks.keys.min() {
            blocks[oldest] = nil
        }
        blocks[block, default: Array(repeating: 0, count: Int(Self.blockSize))][Int(index)] = Self.marked(content)
    }

    /// False, too, for a number that is forgotten.
    func isOther(_ content: UInt32, than number: Int64) -> Bool {
        let (block, index) = number.quotientAndRemainder(dividingBy: Self.blockSize)
        guard let kept = blocks[block]?[Int(index)], kept != 0 else { return false }
        return kept != Self.marked(content)
    }

    /// 0 stands for a number that was not seen.
    private static func marked(_ content: UInt32) -> UInt32 { content == 0 ? 1 : content }
}
