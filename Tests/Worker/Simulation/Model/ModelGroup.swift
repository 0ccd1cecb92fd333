import Worker

/// A consumer group: which member has which lanes. The assignment may move at any poll of anyone; a member learns of
/// it at its own next poll, so two can believe for a while that a lane is theirs.
final class ModelGroup {
    let lanes: [LaneID]
    private let fate: Fate
    private var members: [Int] = []
    private var nextMember = 0
    private(set) var generation = 0
    private var owners: [Int]
    /// What the members have told Kafka, for lag tools; a later report counts, even of a smaller offset.
    private(set) var reported: [LaneID: Int64] = [:]

    init(topics: [String], partitionCount: Int32, fate: Fate) {
        lanes = topics.flatMap { topic in (0..<partitionCount).map { LaneID(topic, $0) } }
        owners = Array(repeating: 0, count: lanes.count)
        self.fate = fate
    }

    func join() -> Int {
        nextMember += 1
        members.append(nextMember)
        rebalance()
        return nextMember
    }

    func leave(_ member: Int) {
        guard members.contains(member) else { return }
        members.removeAll { $0 == member }
        rebalance()
    }

    func rebalance() {
        generation += 1
        guard !members.isEmpty else { return }
        // In the quiet case the newest member has all.
        for lane in lanes.indices { owners[lane] = members[members.count - 1 - fate.pick(members.count)] }
    }

    func report(_ positions: [LaneID: Int64]) { reported.merge(positions) { $1 } }

    /// The places of the member's lanes in `lanes`.
    func assignment(of member: Int) -> [Int] { lanes.indices.filter { owners[$0] == member } }
}
