import CRdkafkaHeaders
import Logging
import Worker

/// Reads what a group has committed to Kafka, without joining it: for lag, flow control and the relay's positions.
package final class GroupPositions {
    private let settings: KafkaSettings
    private let client: KafkaClient
    private let watchdog = Watchdog(label: "backhaul.kafka.positions")

    /// - Parameter group: without the deployment's prefix.
    /// - Throws: `fatal` for a wrong property.
    package init(settings: KafkaSettings, group: String, logger: Logger) throws(Fault) {
        self.settings = settings
        client = try KafkaClient(
            role: .administration, settings: settings,
            fixed: [("group.id", settings.brokerName(group)), ("auto.offset.reset", "error")],
            logger: logger, joinsGroup: true)
    }

    /// The next offset of each lane that the group has committed one for.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    package func read(lanes: [LaneID], timeoutMilliseconds: Int = 5_000) throws(Fault) -> [LaneID: Int64] {
        let names = lanes.map { (topic: settings.brokerName($0.topic), partition: $0.partition) }
        let answer = watchdog.run(milliseconds: timeoutMilliseconds + 2_000) { [client] in
            rd_kafka_poll(client.pointer, 0)
            return Result { () throws(Fault) in
                try CommittedOffsets.read(client, names, timeoutMilliseconds: timeoutMilliseconds)
            }
        }
        guard let answer else { throw Fault(.transient, "kafka.committed", "no answer from the group's coordinator") }
        return Dictionary(uniqueKeysWithValues: try answer.get().map { (lanes[$0.key], $0.value) })
    }

    /// Frees the client within the time given.
    package func close(deadlineMilliseconds: Int = 2_000) { client.close(deadlineMilliseconds: deadlineMilliseconds) }
}
