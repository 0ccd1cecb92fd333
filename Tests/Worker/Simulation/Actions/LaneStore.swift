import Worker

/// The rows of one service, as plain arrays. A lane's number is its place.
struct LaneStore {
    static let ids = ["in", "out"].map { topic in (0..<2).map { LaneID(topic, $0) } }

    var rows: [LaneRow]
    var segments: [[Segment]]
    var hints: [Int64]
    /// The numbers that were applied, by input lane and source lane.
    var marks: [[[UInt8]?]]
    var locks: [Lock]
    /// How often each offset (first service) or number (second) took effect.
    var applied: [[Int]]
    /// The offset or number that took effect last, by lane and source lane.
    var last: [[Int64]]

    struct Lock {
        weak var holder: ActionWorker?
    }

    init(lanes: Int) {
        rows = (0..<lanes).map { LaneRow(number: Int32($0), nextOffset: nil, sequence: 0) }
        segments = Array(repeating: [], count: lanes)
        hints = Array(repeating: 0, count: lanes)
        marks = Array(repeating: Array(repeating: nil, count: lanes), count: lanes)
        locks = Array(repeating: Lock(), count: lanes)
        applied = Array(repeating: [], count: lanes)
        last = Array(repeating: Array(repeating: -1, count: lanes), count: lanes)
    }

    mutating func release(_ worker: ActionWorker) {
        for lane in locks.indices where locks[lane].holder === worker { locks[lane].holder = nil }
    }

    mutating func apply(_ lane: Int, _ number: Int64) {
        while applied[lane].count <= Int(number) { applied[lane].append(0) }
        applied[lane][Int(number)] += 1
    }

    /// Frees the rows wholly below the hints.
    /// - Returns: the highest number freed of each lane.
    mutating func reclaim() -> [Int64] {
        segments.indices.map { lane in
            let freed = segments[lane].prefix { $0.lastSequence <= hints[lane] }
            segments[lane].removeFirst(freed.count)
            return freed.last?.lastSequence ?? 0
        }
    }
}

/// How large a schedule of actions is and what goes wrong in it, drawn first of all. Rates are per mille.
struct ActionSetting {
    let lanes: Int
    let hasReader: Bool
    let workers: Int
    let relays: Int
    let steps: Int
    let batchRecords: Int
    let death: Int
    let freeze: Int
    let fault: Int
    let unknownOutcome: Int
    let rebalance: Int
    let redelivery: Int
    let outside: Int

    init(_ choices: inout Choices) {
        lanes = 1 + choices.draw(below: 2)
        hasReader = choices.draw(below: 3) != 0
        workers = 1 + choices.draw(below: 3)
        relays = 1 + choices.draw(below: 3)
        steps = 30 << choices.draw(below: 3)
        batchRecords = 4 - choices.draw(below: 4)
        death = Self.rate(&choices, 10, 40)
        freeze = Self.rate(&choices, 20, 80)
        fault = Self.rate(&choices, 20, 80)
        unknownOutcome = Self.rate(&choices, 50, 200)
        rebalance = Self.rate(&choices, 20, 80)
        redelivery = Self.rate(&choices, 30, 100)
        outside = Self.rate(&choices, 40, 150)
    }

    private static func rate(_ choices: inout Choices, _ low: Int, _ high: Int) -> Int {
        switch choices.draw(below: 3) {
        case 0: 0
        case 1: low
        default: high
        }
    }
}
