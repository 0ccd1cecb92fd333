import Bootstrap
import Foundation
import TestSupport
import Worker

/// Time from the start of intake's process to the moment when the one request that waits on its topic is applied:
/// configuration, connections, joining the group, the comparison with the broker, the first batch.
struct StartMeasure {
    let servers: BenchServers
    let partitions: Int

    /// - Returns: seconds, one for each round; each is a group's first start.
    func measure(rounds: Int, _ settings: [String: String] = [:]) throws -> [Double] {
        try (0..<rounds).map { _ in try round(settings) }
    }

    private func round(_ settings: [String: String]) throws -> Double {
        let database = "bench_start"
        try servers.copy(Preparation.template, as: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.end() }
        try BacklogPublisher.publish(0..<1, to: deployment.kafka, BenchEvents.request)
        let gauge = try deployment.gauge("intake")
        let clock = SystemClock()
        let began = clock.monotonicMicroseconds()
        let worker = try deployment.start("intake", settings)
        try gauge.wait(everyMilliseconds: 2) { $0.applied == 1 }
        let seconds = Double(clock.monotonicMicroseconds() - began) / 1_000_000
        try worker.check()
        return seconds
    }
}
