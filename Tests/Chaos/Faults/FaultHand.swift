import Foundation
import Kernel
import TestSupport

/// Carries out faults, and ends those that last.
final class FaultHand {
    let plant: Plant
    var agenda = Agenda()
    /// PostgreSQL is stopped and will be started again.
    var isDatabaseDown = false

    init(_ plant: Plant) { self.plant = plant }

    /// True when no fault lasts.
    var isIdle: Bool { agenda.isEmpty }

    /// The kinds that cannot be done here, with the reason.
    var impossible: [FaultKind: String] {
        var reasons: [FaultKind: String] = [:]
        if !plant.isBrokerProxied {
            for kind in [FaultKind.brokerCut, .brokerDelay, .brokerHalf, .brokerOutage] {
                reasons[kind] = "the broker advertises an address that a proxy cannot stand for"
            }
        }
        if plant.broker.embedded == nil {
            for kind in [FaultKind.brokerErrors, .brokerFatalErrors, .brokerSlow] {
                reasons[kind] = "only the embedded broker does this on request"
            }
            if plant.broker.restartCommand == nil {
                reasons[.brokerRestart] = "TEST_KAFKA_RESTART names no command"
            }
        } else {
            reasons[.brokerRestart] = "the embedded broker is not durable"
            reasons[.brokerOutage] = nil
        }
        return reasons
    }

    /// - Returns: what was done, for a person; nil when there was nothing to hit.
    /// - Throws: when the deployment itself cannot be handled.
    func strike(_ step: FaultStep) throws -> String? {
        var chance = SeededGenerator(seed: step.draw)
        switch step.kind {
        case .kill: return kill(&chance)
        case .terminate: return terminate(&chance)
        case .freeze: return freeze(step, &chance)
        case .addCopy: return try addCopy(&chance)
        case .removeCopy: return removeCopy(&chance)
        case .databaseCrash: return try crashDatabase(step)
        case .databaseSessions: return endSessions(step, &chance)
        case .databaseCut: return cut(databases(&chance), &chance)
        case .databaseDelay: return delay(databases(&chance), step, &chance)
        case .databaseHalf: return halve(databases(&chance), step, &chance)
        case .brokerCut: return cut(brokers(&chance), &chance)
        case .brokerDelay: return delay(brokers(&chance), step, &chance)
        case .brokerHalf: return halve(brokers(&chance), step, &chance)
        case .brokerErrors: return try answerErrors(BrokerError.passing, &chance)
        case .brokerFatalErrors: return try answerErrors(BrokerError.fatal, &chance)
        case .brokerOutage: return try takeAwayBroker(step, &chance)
        case .brokerSlow: return try slowBroker(step, &chance)
        case .brokerRestart: return try restartBroker()
        }
    }

    /// Ends what is due.
    ///
    /// - Throws: as `strike`.
    func tend() throws {
        for action in agenda.takeDue() { try action() }
        if !isDatabaseDown, !plant.postgres.isRunning { throw RunError("PostgreSQL ended by itself") }
        if let embedded = plant.broker.embedded, !embedded.isRunning {
            throw RunError("the embedded broker ended by itself")
        }
    }

    /// Ends every fault.
    ///
    /// - Throws: as `strike`.
    func heal() throws {
        for action in agenda.takeDue(all: true) { try action() }
        for network in plant.networks { network.heal() }
        if let embedded = plant.broker.embedded {
            for api in BrokerError.apis { try embedded.request("clear \(api)") }
        }
    }
}
