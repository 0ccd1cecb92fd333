import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// The relay alone: decisions that lie in the outbox, published by a worker that has nothing left to read.
struct RelayMeasure {
    let servers: BenchServers
    let requests: Int
    let partitions: Int

    /// - Returns: what publishing took, counted in events; from the first that went out, as asking for the lease (once
    ///   a second) and preparing a producer are no part of it.
    func measure(_ settings: [String: String] = [:]) throws -> Expense {
        let database = "bench_relay"
        try servers.copy(Preparation.template, as: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.end() }
        let lease = PostgresOutboxStorage(ConnectionSettings(url: servers.url(of: database), schema: "intake"))
        defer { lease.close() }
        guard try lease.tryLease(shard: 0) else { throw RunError("the relay's lease is taken") }
        let gauge = try deployment.gauge("intake")
        try fill(deployment, gauge, settings)
        try deployment.start("intake", settings).waitUntilReady()
        lease.releaseLease(shard: 0)
        var first = Progress()
        try gauge.wait(everyMilliseconds: 5) { progress in
            first = progress
            return progress.published > 0
        }
        let watch = try Stopwatch(deployment)
        try gauge.wait(onLook: { _ in deployment.lookAtWorkers() }) { $0.published == $0.numbered }
        return try watch.stop(events: first.numbered - first.published)
    }

    /// Has a worker apply the requests; it gets no lease, so all decisions stay in the outbox.
    private func fill(_ deployment: Deployment, _ gauge: ProgressGauge, _ settings: [String: String]) throws {
        try BacklogPublisher.publish(0..<requests, to: deployment.kafka, BenchEvents.request)
        try deployment.start("intake", settings)
        try gauge.wait { $0.applied == requests }
        try deployment.stopWorkers()
        let rest = try gauge.look()
        guard rest.numbered == requests, rest.published == 0 else {
            throw RunError("expected \(requests) events in the outbox, found \(rest)")
        }
    }
}
