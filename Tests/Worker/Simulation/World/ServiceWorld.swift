import Contracts
import Kernel
import Logging
import Worker

/// What all copies of a service share.
struct ServiceWorld {
    let definition: ServiceDefinition<Notes>
    let database: ModelDatabase
    let group: ModelGroup
    let broker: ModelBroker
    /// The transactional id of each relay shard.
    let producers: [Int]
    let ports: Ports
    let limits: WorkerLimits

    init(_ definition: ServiceDefinition<Notes>, _ broker: ModelBroker, _ ports: Ports) {
        self.definition = definition
        self.broker = broker
        self.ports = ports
        database = ModelDatabase(service: definition.name, shards: ports.setting.shards)
        group = ModelGroup(
            topics: definition.inputs.map { $0.name }, partitionCount: broker.partitionCount, fate: ports.fate)
        producers = (0..<ports.setting.shards).map { _ in broker.coordinator.addProducer() }
        limits = Self.limits(ports.setting)
    }

    private static func limits(_ setting: Setting) -> WorkerLimits {
        var limits = WorkerLimits()
        limits.batchRecords = setting.batchRecords
        limits.timersPerBatch = 3
        limits.timerCheckMilliseconds = 20
        limits.retry = RetryPolicy(firstWaitMilliseconds: 1, lastWaitMilliseconds: 4)
        return limits
    }

    static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    /// Every input record is applied or refused.
    var hasReadAll: Bool {
        group.lanes.allSatisfy { lane in
            let next = database.number(of: lane).flatMap { database.rows[$0].nextOffset } ?? 0
            return broker.isAtEnd(lane, next)
        }
    }

    /// Every number is published, and the hints say so.
    var hasPublishedAll: Bool { database.rows.allSatisfy { database.hints[Int($0.number)] == $0.sequence } }

    var isAtRest: Bool { database.timers.isEmpty && hasPublishedAll && hasReadAll }
}
