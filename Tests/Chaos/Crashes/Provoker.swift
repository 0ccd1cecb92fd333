import Foundation
import TestSupport

/// Brings a worker to the point where it is to die.
final class Provoker {
    /// Pauses between two pushes. A session lives long enough to be of use before it is ended.
    private static let sessionsMilliseconds = 60
    private static let sessionAgeMilliseconds: Int64 = 120
    private static let timersMilliseconds = 100
    private static let nonsenseMilliseconds = 60
    private static let rebalancesMilliseconds = 400
    private static let settledWords = ["relay opened", "lanes assigned"]

    private let service: String
    private let plant: Plant
    private var next = Date.distantPast
    private var timers: Int64 = 0
    /// A second copy, where only its coming and going shares out the lanes.
    private var companion: Child?
    private var companions = 0

    init(_ service: String, _ plant: Plant) {
        self.service = service
        self.plant = plant
    }

    /// Pushes once more when it is time.
    ///
    /// - Returns: true when the worker was told to leave: nothing more is to be done.
    /// - Throws: when the deployment cannot be handled.
    func provoke(_ death: Death, _ child: Child) throws -> Bool {
        guard Date() >= next else { return false }
        switch death.provocation {
        case .load: return false
        case .farewell: return takeLeave(of: child)
        case .sessions: endSessions()
        case .rebalances: try rebalance(child)
        case .timers: setTimer()
        case .nonsense: try sendNonsense()
        }
        return false
    }

    /// The death has come: a second copy would go on working, and keep the lease that the next life must get.
    func rest() {
        next = .distantPast
        guard let companion else { return }
        companion.kill()
        plant.forget(companion)
        self.companion = nil
    }

    /// Once it reads and publishes.
    private func takeLeave(of child: Child) -> Bool {
        wait(200)
        guard Self.settledWords.allSatisfy(child.says) else { return false }
        child.send(SIGTERM)
        return true
    }

    private func endSessions() {
        wait(Self.sessionsMilliseconds)
        for session in plant.standing.sessions(of: service, olderThanMilliseconds: Self.sessionAgeMilliseconds) {
            plant.standing.terminate(session: session)
        }
    }

    private func sendNonsense() throws {
        wait(Self.nonsenseMilliseconds)
        try plant.nonsense.send()
    }

    private func setTimer() {
        wait(Self.timersMilliseconds)
        guard let timer = IdleTimer.all[service] else { return }
        timers += 1
        plant.standing.setTimer(timer, of: service, number: timers)
    }

    /// The embedded broker tells members on request that the group is being shared out; elsewhere a second copy comes
    /// and goes.
    private func rebalance(_ child: Child) throws {
        guard child.says("lanes assigned") else { return wait(100) }
        wait(Self.rebalancesMilliseconds)
        if let embedded = plant.broker.embedded {
            try embedded.request("error \(Self.heartbeat) \(Self.rebalanceInProgress) 1")
            return
        }
        guard let companion else {
            let environment = ChaosWorkers.environment(plant.networks[0], prefix: plant.prefix)
            companions += 1
            self.companion = try plant.launch("\(service)-companion-\(companions)", service, environment)
            return
        }
        if companion.exit != nil {
            plant.forget(companion)
            self.companion = nil
        } else if companion.says("lanes assigned") {
            companion.send(SIGTERM)
        }
    }

    private func wait(_ milliseconds: Int) { next = Date() + Double(milliseconds) / 1_000 }

    /// Numbers of Kafka's protocol.
    private static let heartbeat = 12
    private static let rebalanceInProgress = 27
}
