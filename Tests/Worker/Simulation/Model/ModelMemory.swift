import Worker

/// What the model broker was told of a service in earlier lives, and still is told by other copies.
final class ModelMemory: BrokerMemory {
    private let world: ServiceWorld
    private let life: Life

    init(_ world: ServiceWorld, life: Life) {
        self.world = world
        self.life = life
    }

    func reportedOffsets(_ lanes: [LaneID]) throws(Fault) -> [LaneID: Int64] {
        try world.ports.before("memory.offsets", life)
        return world.group.reported.filter { lanes.contains($0.key) }
    }

    func publishedNumbers(_ laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        try world.ports.before("memory.numbers", life)
        guard world.broker.hasTransactions else { return [:] }
        var known: [Int32: Int64] = [:]
        for producer in world.producers {
            known.merge(world.broker.coordinator.positions(of: producer)) { max($0, $1) }
        }
        return known.filter { laneNumbers.contains($0.key) }
    }

    func deployment() throws(Fault) -> Deployment {
        try world.ports.before("memory.deployment", life)
        return Deployment(topicPrefix: "", clusterID: "model")
    }

    func close() {}
}
