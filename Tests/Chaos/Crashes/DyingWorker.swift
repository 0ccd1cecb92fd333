import Foundation
import TestSupport
import Worker

/// A service whose only copy dies one death after another; between them it works, and after the last one for good.
final class DyingWorker {
    private enum State {
        case down
        case dying(Child, Death, since: Date, isLeaving: Bool)
        case working(Child)
    }

    let service: String
    /// Deaths that came about, and those that did not within their limit.
    private(set) var died: [Death] = []
    private(set) var missed: [Death] = []
    /// What it did that it must not do.
    private(set) var failures: [String] = []
    private let plant: Plant
    private let provoker: Provoker
    private var toCome: ArraySlice<Death>
    private var state = State.down
    private var lives = 0

    init(_ service: String, deaths: [Death], plant: Plant) {
        self.service = service
        self.plant = plant
        toCome = deaths[...]
        provoker = Provoker(service, plant)
    }

    /// True when it has died all its deaths and works for good.
    var isDone: Bool {
        if case .working = state { true } else { false }
    }

    /// - Returns: what happened, for a person; nil when nothing did.
    /// - Throws: when a program cannot be started.
    func tend() throws -> String? {
        switch state {
        case .down:
            try begin()
            return nil
        case .dying(let child, let death, let since, let isLeaving):
            if let exit = child.exit { return settle(child, death, exit) }
            if Date().timeIntervalSince(since) > death.limitSeconds { return giveUp(child, death) }
            let leaves = try !isLeaving && provoker.provoke(death, child)
            if leaves { state = .dying(child, death, since: since, isLeaving: true) }
            return nil
        case .working(let child):
            guard let exit = child.exit else { return nil }
            failures.append("\(service) ended by itself with \(exit):\n\(child.lastLines(6))")
            state = .down
            return nil
        }
    }

    /// SIGTERM, and waits.
    func stop() {
        guard case .working(let child) = state else { return }
        child.send(SIGTERM)
        let exit = child.waitUntilEnded(limitSeconds: ChaosWorkers.leaveLimitSeconds)
        guard exit != .status(0) else { return }
        failures.append("\(service) ended with \(exit.map { "\($0)" } ?? "nothing") after SIGTERM")
        child.kill()
    }

    /// SIGKILL, without judging.
    func abandon() {
        provoker.rest()
        switch state {
        case .down: return
        case .dying(let child, _, _, _), .working(let child): child.kill()
        }
    }

    private func begin() throws {
        lives += 1
        let name = "\(service)-life-\(lives)"
        var environment = ChaosWorkers.environment(plant.networks[0], prefix: plant.prefix)
        environment.merge(Self.eager) { $1 }
        if plant.broker.embedded != nil { environment.merge(Self.shortSessions) { $1 } }
        guard let death = toCome.popFirst() else {
            state = .working(try plant.launch(name, service, environment))
            return
        }
        environment["CRASH_AT"] = "\(death.plan)"
        environment["CONSUMER_THREADS"] = "\(death.consumerThreads)"
        state = .dying(try plant.launch(name, service, environment), death, since: Date(), isLeaving: false)
    }

    private func settle(_ child: Child, _ death: Death, _ exit: Child.Exit) -> String {
        state = .down
        plant.forget(child)
        provoker.rest()
        guard exit == .signal(SIGKILL), child.says("CRASH_AT: the process kills itself") else {
            missed.append(death)
            if exit != .status(0) {
                failures.append("\(death): ended with \(exit) instead:\n\(child.lastLines(6))")
            }
            return "\(death): ended with \(exit) before it came there"
        }
        died.append(death)
        return "\(death): died"
    }

    private func giveUp(_ child: Child, _ death: Death) -> String {
        child.kill()
        plant.forget(child)
        provoker.rest()
        state = .down
        missed.append(death)
        return "\(death): not reached within \(Int(death.limitSeconds)) s"
    }

    /// The outbox is freed and goes round all the time, so that its points are passed often.
    private static let eager = ["OUTBOX_RECLAIM_MILLISECONDS": "50", "OUTBOX_ROTATION_SECONDS": "1"]

    /// The next life waits for the end of the dead one's session. A real broker takes no shorter one than 6 s; the
    /// embedded one needs more than the 3 s for which it holds the first join back, else it forgets who asked.
    private static let shortSessions = ["KAFKA_SESSION_TIMEOUT_MS": "4500", "KAFKA_HEARTBEAT_INTERVAL_MS": "500"]
}
