import AuditService
import Foundation
import Kernel
import Worker

/// All workers of the demo, in one or more copies, and the judge, as separate processes.
final class Fleet {
    private(set) var workers: [ChildProcess] = []
    private var chance: SeededGenerator
    private let pids: URL
    /// How many of them, from the first on, may be killed.
    private let killable: Int
    private var killTimes: [(at: Date, worker: ChildProcess)] = []
    /// The most memory that each worker was seen to use, in bytes.
    private(set) var peakBytes: [String: Int] = [:]

    init(binaries: URL, logs: URL, copies: Int, environment: [String: String], seed: UInt64, pids: URL) {
        self.pids = pids
        chance = SeededGenerator(seed: seed)
        for worker in WorkerCatalogue.all {
            for copy in 1...copies {
                workers.append(
                    ChildProcess(
                        name: copies == 1 ? worker.name : "\(worker.name)-\(copy)",
                        executable: binaries.appendingPathComponent(worker.name), environment: environment, logs: logs))
            }
        }
        killable = workers.count
        // The embedded broker forgets old records, so a judge that begins anew could not judge them: it is left alone.
        workers.append(
            ChildProcess(
                name: AuditName.service, executable: binaries.appendingPathComponent(AuditName.service),
                environment: environment, logs: logs))
    }

    func start() throws(Fault) {
        for worker in workers { try worker.start() }
        recordPids()
    }

    /// Plans `times` kills of every worker at random moments within the next `seconds`.
    func planKills(times: Int, withinSeconds seconds: Double) {
        for worker in workers.prefix(killable) {
            for _ in 0..<times {
                let share = Double(chance.next() % 10_000) / 10_000
                killTimes.append((Date(timeIntervalSinceNow: 1 + share * seconds), worker))
            }
        }
        killTimes.sort { $0.at < $1.at }
    }

    var plannedKills: Int { killTimes.count }
    var kills: Int { workers.reduce(0) { $0 + $1.kills } }

    /// Carries out kills that are due, starts again what was killed, and notes memory.
    /// - Throws: `fatal` with the end of its log when a worker ended by itself.
    func tend() throws(Fault) {
        while let next = killTimes.first, next.at <= Date() {
            killTimes.removeFirst()
            next.worker.kill()
            try next.worker.start()
            recordPids()
        }
        for worker in workers {
            if let bytes = worker.residentBytes { peakBytes[worker.name] = max(bytes, peakBytes[worker.name] ?? 0) }
            if let status = worker.exitStatus {
                throw Fault(
                    .fatal, "demo", "\(worker.name) ended by itself with status \(status):\n\(worker.lastLines(5))")
            }
        }
    }

    /// For whoever cleans up when this process itself is killed.
    private func recordPids() {
        let lines = workers.compactMap(\.pid).map { "\($0)\n" }.joined()
        _ = FileManager.default.createFile(atPath: pids.path, contents: Data(lines.utf8))
    }

    func stop() {
        for worker in workers { worker.stop(limitSeconds: 10) }
    }
}
