import Foundation
import Kafka
import Logging
import TestSupport

/// The broker of a run: the embedded one, or the one that TEST_KAFKA names.
final class Broker {
    /// Its own address, past all proxies.
    let bootstrap: String
    /// Nil where the broker is somebody else's.
    let embedded: BrokerProcess?
    /// A command of the shell that stops the broker and starts it again with its data (TEST_KAFKA_RESTART).
    let restartCommand: String?
    /// Brokers of the embedded cluster that faults may hit: numbers 1 to 3.
    static let embeddedVictims = 1...3
    /// The one beside them that coordinates the workers' groups and is spared: the embedded broker ends on an assertion
    /// when a member comes back on another connection while the answer to its request to join is still owed.
    static let embeddedCoordinator = 4

    /// - Parameter log: of the embedded broker.
    /// - Throws: when it does not start.
    init(log: URL) throws {
        let environment = ProcessInfo.processInfo.environment
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let address = given("TEST_KAFKA") {
            bootstrap = address
            embedded = nil
        } else {
            let process = try BrokerProcess(brokers: Self.embeddedCoordinator, log: log)
            bootstrap = process.address
            embedded = process
        }
        restartCommand = embedded == nil ? given("TEST_KAFKA_RESTART") : nil
    }

    /// Where clients are told to find the brokers.
    ///
    /// - Throws: `Fault` when it cannot be reached.
    func advertised(logger: Logger) throws -> [BrokerAddress] {
        let settings = KafkaSettings(bootstrapServers: bootstrap, topicPrefix: "", clientID: "chaos", properties: [:])
        let administration = try TopicAdministration(settings: settings, logger: logger)
        defer { administration.close() }
        return try administration.brokers().sorted { $0.key < $1.key }.map(\.value)
    }

    /// - Throws: `RunError` when the command fails.
    func restart() throws {
        guard let restartCommand else { throw RunError("there is no command that restarts the broker") }
        // Not by way of Process, which takes a command for alive as long as what it started is.
        let status = system(restartCommand)
        guard status == 0 else { throw RunError("TEST_KAFKA_RESTART ended with status \(status)") }
    }
}
