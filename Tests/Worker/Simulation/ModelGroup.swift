import Worker

/// A consumer group: which member has which lanes. The assignment may move at any poll of anyone; a member learns of
/// it at its own next poll, so two can believe for a while that a lane is theirs.
final class ModelGroup {
    private let lanes: [LaneID]
    private let fate: Fate
    private var members: [Int] = []
    private var nextMember = 0
    private(set) var generation = 0
    private var owners: [LaneID: Int] = [:]

    init(topics: [String], partitionCount: Int32, fate: Fate) {
        lanes = topics.flatMap { topic in (0..<partitionCount).map { LaneID(topic, $0) } }
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
        owners = [:]
        guard !members.isEmpty else { return }
        for lane in lanes { owners[lane] = members[fate.pick(members.count)] }
    }

    func assignment(of member: Int) -> [LaneID] { lanes.filter { owners[$0] == member } }
}

/// A consumer of the model broker.
final class ModelSource: EventSource {
    private let broker: ModelBroker
    private let group: ModelGroup
    private let member: Int
    private unowned let listener: any AssignmentListener
    private let ports: Ports
    private let life: Life
    private var generation = -1
    private var next: [LaneID: Int64] = [:]

    init(_ broker: ModelBroker, _ group: ModelGroup, listener: any AssignmentListener, ports: Ports, life: Life) {
        self.broker = broker
        self.group = group
        self.listener = listener
        self.ports = ports
        self.life = life
        member = group.join()
    }

    func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> SourceBatch {
        try ports.call("poll", by: life, canFail: false)
        ports.fate.pass(milliseconds: 1 + ports.fate.pick(waitMilliseconds))
        if ports.fate.strikes(40) { group.rebalance() }
        guard generation == group.generation else {
            takeAssignment()
            return SourceBatch()
        }
        return ports.fate.strikes(50) ? SourceBatch() : fetch(maxRecords)
    }

    func restart(_ lanes: [LaneID: LaneStart]) throws(Fault) {
        ports.fate.count("lost lane")
        for (lane, start) in lanes where next[lane] != nil { next[lane] = offset(of: start) }
    }

    func reportPositions(_ positions: [LaneID: Int64]) {}

    func close(deadlineMilliseconds: Int) { group.leave(member) }

    /// The group notices the death of a member after its session time-out.
    func forget() { group.leave(member) }

    private func takeAssignment() {
        listener.lanesRevoked(next.keys.sorted())
        next = [:]
        generation = group.generation
        let lanes = group.assignment(of: member)
        ports.fate.note("\(life.name) gets \(lanes)")
        for (lane, start) in listener.lanesAssigned(lanes) { next[lane] = offset(of: start) }
    }

    private func fetch(_ maxRecords: Int) -> SourceBatch {
        var batch = SourceBatch()
        for (lane, offset) in next.sorted(by: { $0.key < $1.key }) {
            // Now and then something is delivered again that was read before.
            let from = ports.fate.strikes(30) ? max(0, offset - 2) : offset
            let (records, position) = broker.read(lane, from: from, limit: 1 + ports.fate.pick(maxRecords))
            guard !records.isEmpty else { continue }
            batch.records += records
            batch.positions[lane] = max(position, offset)
            next[lane] = max(position, offset)
        }
        return batch
    }

    private func offset(of start: LaneStart) -> Int64? {
        switch start {
        case .beginning: 0
        case .offset(let offset): offset
        case .after(let witness, _): witness
        case .none: nil
        }
    }
}
