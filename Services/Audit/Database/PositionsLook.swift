import AuditDomain
import Kafka
import Logging
import Worker

/// Reads the positions that the relays have committed in their transactions.
final class PositionsLook {
    private let groups: [(service: String, positions: GroupPositions)]

    /// - Throws: `fatal` for a wrong property.
    init(settings: KafkaSettings, services: [String], logger: Logger) throws(Fault) {
        var groups: [(String, GroupPositions)] = []
        for service in services {
            let group = RelayNames.group(service: service)
            groups.append((service, try GroupPositions(settings: settings, group: group, logger: logger)))
        }
        self.groups = groups
    }

    /// The position of each lane that has one, by the worker's name and the lane's number.
    /// - Throws: `transient` while the broker is away or a relay's transaction is open.
    func read(_ lanes: [String: [Int32]]) throws(Fault) -> [String: [Int32: Int64]] {
        var found: [String: [Int32: Int64]] = [:]
        for (service, positions) in groups {
            let topic = RelayNames.positionsTopic(service: service)
            let numbers = lanes[service] ?? []
            guard !numbers.isEmpty else { continue }
            let answer = try positions.read(lanes: numbers.map { LaneID(topic, $0) })
            found[service] = Dictionary(uniqueKeysWithValues: answer.map { ($0.key.partition, $0.value) })
        }
        return found
    }

    func close() { for group in groups { group.positions.close(deadlineMilliseconds: 500) } }
}
