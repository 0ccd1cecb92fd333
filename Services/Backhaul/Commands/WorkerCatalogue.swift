import Bootstrap
import Contracts
import DispositionService
import GradingService
import IntakeService
import Kafka
import Postgres
import RecallService
import Worker

/// What the tool needs to know of each worker.
struct WorkerEntry: Sendable {
    /// Executable, schema and consumer group.
    let name: String
    let inputs: [Topic]
    let outputs: [Topic]
    let schema: [MigrationSet]
    /// Why the worker would refuse a record whatever its state; nil when it would decode it.
    let objection: @Sendable (OutboundRecord) -> ContractViolation?

    init<Working: WorkingSet>(_ definition: ServiceDefinition<Working>) {
        name = definition.name
        inputs = definition.inputs
        outputs = definition.outputs
        schema = ServiceSchema.sets(of: definition)
        objection = { record in
            do throws(ContractViolation) {
                let event = try CloudEvent.read(
                    headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
                _ = try definition.prepare(event, from: record.topic)
                return nil
            } catch { return error }
        }
    }
}

/// All workers, in the order of the flow.
enum WorkerCatalogue {
    static let all = [
        WorkerEntry(IntakeService.definition), WorkerEntry(GradingService.definition),
        WorkerEntry(DispositionService.definition), WorkerEntry(RecallService.definition),
    ]

    /// Topics that a worker reads: bad records of them have a dead-letter topic.
    static let inputs = Topic.allCases.filter { topic in all.contains { $0.inputs.contains(topic) } }

    /// Every topic of a deployment, with its dead-letter topics and the topics of the relays' positions.
    ///
    /// A positions topic has a partition for each lane of its worker: input partitions, and the lane of timers.
    static func topics(partitions: Int, replicationFactor: Int) -> [TopicSpecification] {
        func topic(_ name: String, _ partitions: Int, _ configuration: [String: String] = [:]) -> TopicSpecification {
            TopicSpecification(
                name: name, partitions: partitions, configuration: configuration, replicationFactor: replicationFactor)
        }
        let written = ["max.message.bytes": String(KafkaLimits.messageBytes)]
        return Topic.allCases.map { name in
            let compacted = name.isCompacted ? ["cleanup.policy": "compact"] : [:]
            return topic(name.name, partitions, (name.writer == nil ? [:] : written).merging(compacted) { $1 })
        }
            + inputs.map { topic($0.deadLetterName, partitions, written) }
            + all.map { topic(RelayNames.positionsTopic(service: $0.name), $0.inputs.count * partitions + 2) }
    }
}
