import Foundation
import TestSupport

/// All copies of all workers: starts them, ends them, and starts again what has ended.
final class Fleet {
    /// Copies of a worker, least and most.
    static let copies = 1...4
    private static let copiesAtStart = 2
    private static let leaveLimitSeconds = ChaosWorkers.leaveLimitSeconds

    private(set) var copies: [WorkerCopy] = []
    /// Processes killed with SIGKILL by a fault.
    private(set) var kills = 0
    /// What workers did that they must not do, with the last lines of their logs.
    private(set) var failures: [String] = []
    private let places: Places
    private let networks: [Network]
    private let prefix: String
    private let orphans: OrphanWatch
    private var started = 0

    init(places: Places, networks: [Network], prefix: String, orphans: OrphanWatch) {
        self.places = places
        self.networks = networks
        self.prefix = prefix
        self.orphans = orphans
    }

    /// - Throws: when a program is missing.
    func start() throws {
        for _ in 0..<Self.copiesAtStart { for service in ChaosWorkers.names { _ = try add(service) } }
    }

    /// One more copy.
    ///
    /// - Returns: its name.
    @discardableResult
    func add(_ service: String) throws -> String {
        let taken = Set(copies.filter { $0.service == service }.map(\.number))
        let number = (1...).first { !taken.contains($0) } ?? 1
        let network = started % networks.count
        let child = try launch("\(service)-\(number)", service, networks[network])
        copies.append(WorkerCopy(service: service, number: number, network: network, child: child))
        started += 1
        return "\(service)-\(number)"
    }

    /// Copies that a fault may hit.
    var running: [String] { copies.filter { $0.state == .running }.map(\.name) }

    /// Copies of each worker that run or will run again.
    func staying(_ service: String) -> Int {
        copies.count { copy in
            if case .leaving(_, comesBack: false) = copy.state { return false }
            return copy.service == service
        }
    }

    func kill(_ name: String) {
        change(name) { copy in
            copy.child.send(SIGKILL)
            copy.state = .killed
        }
        kills += 1
    }

    /// SIGTERM.
    func dismiss(_ name: String, comesBack: Bool) {
        change(name) { copy in
            copy.child.send(SIGTERM)
            copy.state = .leaving(until: Date() + Self.leaveLimitSeconds, comesBack: comesBack)
        }
    }

    func freeze(_ name: String) {
        change(name) { copy in
            copy.child.send(SIGSTOP)
            copy.state = .frozen
        }
    }

    func thaw(_ name: String) {
        change(name) { copy in
            guard copy.state == .frozen else { return }
            copy.child.send(SIGCONT)
            copy.state = .running
        }
    }

    /// Looks at every copy: what has ended as it should is started again or forgotten, all else is a failure.
    ///
    /// - Throws: when a program cannot be started.
    func tend() throws {
        for index in copies.indices.reversed() {
            if let exit = copies[index].child.exit {
                try settle(index, exit)
            } else if case .leaving(let until, _) = copies[index].state, Date() > until {
                fail(copies[index], "did not exit within \(Int(Self.leaveLimitSeconds)) s of SIGTERM")
                copies[index].child.kill()
            }
        }
    }

    /// SIGTERM for all, and waits; SIGKILL for those that do not go.
    func stop() {
        for name in copies.filter({ $0.state == .frozen }).map(\.name) { thaw(name) }
        for copy in copies where copy.state == .running { dismiss(copy.name, comesBack: false) }
        for copy in copies {
            guard let exit = copy.child.waitUntilEnded(limitSeconds: Self.leaveLimitSeconds) else {
                fail(copy, "did not exit within \(Int(Self.leaveLimitSeconds)) s of SIGTERM")
                copy.child.kill()
                continue
            }
            if !copy.left(with: exit), copy.state != .killed { fail(copy, "ended with \(exit) after SIGTERM") }
        }
        copies = []
    }

    /// SIGKILL for all, without judging.
    func abandon() {
        for copy in copies { copy.child.kill() }
        copies = []
    }

    private func settle(_ index: Int, _ exit: Child.Exit) throws {
        let copy = copies[index]
        try orphans.remove(copy.child.pid)
        switch (copy.state, exit) {
        case (.killed, _): try restart(index)
        case (.leaving(_, let comesBack), _) where copy.left(with: exit):
            if comesBack { try restart(index) } else { copies.remove(at: index) }
        case (.leaving, _):
            fail(copy, "ended with \(exit) after SIGTERM")
            try restart(index)
        default:
            fail(copy, "ended by itself with \(exit)")
            try restart(index)
        }
    }

    private func restart(_ index: Int) throws {
        let copy = copies[index]
        copies[index].child = try launch(copy.name, copy.service, networks[copy.network])
        copies[index].state = .running
    }

    private func fail(_ copy: WorkerCopy, _ what: String) {
        failures.append("\(copy.name) \(what):\n\(copy.child.lastLines(6))")
    }

    private func change(_ name: String, _ body: (inout WorkerCopy) -> Void) {
        guard let index = copies.firstIndex(where: { $0.name == name }) else { return }
        body(&copies[index])
    }

    private func launch(_ name: String, _ service: String, _ network: Network) throws -> Child {
        let child = try Child(
            name: name, executable: places.executable(service),
            environment: ChaosWorkers.environment(network, prefix: prefix), log: places.log(name))
        try orphans.add(child.pid)
        return child
    }
}
