import CRdkafkaHeaders
import Logging
import Worker

/// What the cluster remembers of a worker: the offsets of its group, the positions of its relay, and its own name.
package final class KafkaMemory: BrokerMemory {
    private let settings: KafkaSettings
    private let reports: GroupPositions
    private let positions: GroupPositions
    private let positionsTopic: String

    /// - Parameter service: the worker's name, which its group bears too.
    /// - Throws: `fatal` for a wrong property.
    package init(settings: KafkaSettings, service: String, logger: Logger) throws(Fault) {
        self.settings = settings
        positionsTopic = RelayNames.positionsTopic(service: service)
        reports = try GroupPositions(settings: settings, group: service, logger: logger)
        // What an open transaction will change does not matter: published numbers stay so. Waiting for it would
        // hold up the assignment until the transaction of a frozen relay times out.
        positions = try GroupPositions(
            settings: settings, group: RelayNames.group(service: service), waitsForTransactions: false, logger: logger)
    }

    package func reportedOffsets(_ lanes: [LaneID]) throws(Fault) -> [LaneID: Int64] {
        try reports.read(lanes: lanes)
    }

    package func publishedNumbers(_ laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64] {
        let lanes = laneNumbers.map { LaneID(positionsTopic, $0) }
        return Dictionary(uniqueKeysWithValues: try positions.read(lanes: lanes).map { ($0.key.partition, $0.value) })
    }

    package func deployment() throws(Fault) -> Deployment {
        Deployment(topicPrefix: settings.topicPrefix, clusterID: try reports.clusterID() ?? "")
    }

    package func close() {
        reports.close(deadlineMilliseconds: 0)
        positions.close(deadlineMilliseconds: 0)
    }
}
