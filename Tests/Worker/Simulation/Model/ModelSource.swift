import Worker

/// A consumer of the model broker.
final class ModelSource: EventSource {
    private let broker: ModelBroker
    private let group: ModelGroup
    private let member: Int
    private unowned let listener: any AssignmentListener
    private let ports: Ports
    private let life: Life
    private var generation = -1
    /// Where each lane of the group is read next; nil where it is not ours.
    private var next: [Int64?]

    init(_ broker: ModelBroker, _ group: ModelGroup, listener: any AssignmentListener, ports: Ports, life: Life) {
        self.broker = broker
        self.group = group
        self.listener = listener
        self.ports = ports
        self.life = life
        next = Array(repeating: nil, count: group.lanes.count)
        member = group.join()
    }

    func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> SourceBatch {
        try ports.before("poll", life, canFail: false)
        let fate = ports.fate
        fate.pass(milliseconds: fate.isHealed ? waitMilliseconds / 2 : 1 + fate.pick(max(1, waitMilliseconds)))
        if ports.fate.strikes(ports.setting.rebalance) { group.rebalance() }
        guard generation == group.generation else {
            takeAssignment()
            return SourceBatch()
        }
        let batch = fetch(maxRecords)
        // The records are in hand and go stale while the process stands still.
        if !batch.records.isEmpty { try ports.after("poll", life, canFail: false) }
        return batch
    }

    func restart(_ lanes: [LaneID: LaneStart]) throws(Fault) {
        ports.fate.count(.lostLane)
        for (place, lane) in group.lanes.enumerated() where next[place] != nil {
            if let start = lanes[lane] { next[place] = offset(of: start) }
        }
    }

    func reportPositions(_ positions: [LaneID: Int64]) { group.report(positions) }

    func close(deadlineMilliseconds: Int) { group.leave(member) }

    /// The group notices the death of a member after its session time-out.
    func forget() { group.leave(member) }

    private func takeAssignment() {
        listener.lanesRevoked(next.indices.filter { next[$0] != nil }.map { group.lanes[$0] })
        next = next.map { _ in nil }
        generation = group.generation
        let places = group.assignment(of: member)
        ports.fate.note("\(life) is given \(places.map { group.lanes[$0].description })")
        let starts = listener.lanesAssigned(places.map { group.lanes[$0] })
        for place in places { next[place] = starts[group.lanes[place]].flatMap(offset) }
    }

    private func fetch(_ maxRecords: Int) -> SourceBatch {
        var batch = SourceBatch()
        for (place, lane) in group.lanes.enumerated() {
            guard let offset = next[place] else { continue }
            // Now and then something is delivered again that was read before.
            let from = ports.fate.strikes(ports.setting.redelivery) ? max(0, offset - 2) : offset
            let limit = maxRecords - ports.fate.pick(maxRecords)
            let (records, position) = broker.read(lane, from: from, limit: limit)
            guard !records.isEmpty else { continue }
            batch.records += records
            batch.positions[lane] = max(position, offset)
            next[place] = max(position, offset)
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
