import Bootstrap
import Contracts
import Dispatch
import Foundation
import Kafka
import Postgres
import Synchronization
import TestSupport
import Worker

/// Time from a recall's notice to the last hold on a unit in scope, as a `read_committed` reader sees it.
struct RecallMeasure {
    /// What one notice took.
    struct Recall: Encodable {
        /// Units in hand, and as many sales.
        var known = 0
        var inScope = 0
        var holdSeconds = 0.0
        /// Until nothing was left to be done: customers told, counts published.
        var restSeconds = 0.0
        var peakMegabytes = 0
    }

    let servers: BenchServers
    let partitions: Int

    /// A notice for a hundred units and one for up to a hundred thousand, on one database.
    func measure(known: Int, _ settings: [String: String] = [:]) throws -> [Recall] {
        let deployment = try Deployment.empty(servers, database: "bench_recall", partitions: partitions)
        defer { deployment.end() }
        let units = KnownUnits(count: known)
        try fill(deployment, units, settings)
        try deployment.start("recall", settings).waitUntilReady()
        let holds = HoldClock(deployment.kafka)
        defer { holds.stop() }
        return try [
            recall("small", units.small, KnownUnits.smallLot, known, holds, deployment),
            recall("large", units.large, units.largeLot, known, holds, deployment),
        ]
    }

    private func fill(_ deployment: Deployment, _ units: KnownUnits, _ settings: [String: String]) throws {
        try deployment.start("recall", settings)
        let sample = try RecallEvents.sample()
        try deployment.kafka.publish(sample)
        try deployment.gauge("recall").wait { $0.applied == sample.count }
        try deployment.stopWorkers()
        let connection = try servers.connect(deployment.database)
        defer { connection.close() }
        try units.add(to: connection)
    }

    private func recall(
        _ name: String, _ scope: (article: Int, lot: String), _ count: Int, _ known: Int, _ holds: HoldClock,
        _ deployment: Deployment
    ) throws -> Recall {
        let rest = try RestWatch(servers.connect(deployment.database), services: ["recall"])
        try rest.wait()
        let notice = try RecallEvents.notice(name, article: scope.article, lot: scope.lot)
        let before = try holds.seen().count
        let clock = SystemClock()
        let began = clock.monotonicMicroseconds()
        try deployment.kafka.publish([notice])
        while try holds.seen().count < before + count {
            try deployment.workers.forEach { try $0.check() }
            guard clock.monotonicMicroseconds() < began + 300_000_000 else {
                throw RunError("\(try holds.seen().count - before) of \(count) units are held after five minutes")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        let last = try holds.seen().last
        try rest.wait()
        let end = clock.monotonicMicroseconds()
        let extra = try holds.seen().count - before - count
        guard extra == 0 else { throw RunError("\(extra) holds too many") }
        deployment.lookAtWorkers()
        return Recall(
            known: known, inScope: count, holdSeconds: Double(last - began) / 1_000_000,
            restSeconds: Double(end - began) / 1_000_000 - RestWatch.calmSeconds,
            peakMegabytes: deployment.workers.map(\.peakMegabytes).max() ?? 0)
    }
}

/// Counts holds on a thread of its own, from the beginning on: the embedded broker forgets old records.
private final class HoldClock: Sendable {
    private struct State {
        var count = 0
        var last: Int64 = 0
        var failure: (any Error)?
        var isStopped = false
    }

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    init(_ kafka: TestKafka) {
        Thread.detachNewThread { [self] in
            do { try read(kafka) } catch { state.withLock { $0.failure = error } }
            ended.signal()
        }
    }

    /// How many holds were seen, and the monotonic time of the last of them in microseconds.
    func seen() throws -> (count: Int, last: Int64) {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return (state.count, state.last)
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        _ = ended.wait(timeout: .now() + .seconds(10))
    }

    private func read(_ kafka: TestKafka) throws {
        let reader = try TopicReader(settings: kafka.settings, topics: [Topic.holds.name], logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        let clock = SystemClock()
        while !state.withLock(\.isStopped) {
            let records = try reader.poll(maxRecords: 1_000, waitMilliseconds: 20)
            let held = records.count { record in
                let type = record.headers.first { $0.name == "ce_type" }?.value ?? []
                return type.elementsEqual(UnitHeld.type.utf8)
            }
            guard held > 0 else { continue }
            let now = clock.monotonicMicroseconds()
            state.withLock { state in
                state.count += held
                state.last = now
            }
        }
    }
}
