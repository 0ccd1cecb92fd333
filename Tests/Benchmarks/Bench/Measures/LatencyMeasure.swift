import Bootstrap
import Contracts
import Foundation
import Histogram
import Kafka
import Synchronization
import TestSupport
import Worker

/// Time of one hop, from a request's publication to the moment a `read_committed` reader has its decision.
struct LatencyMeasure {
    /// Percentiles in milliseconds.
    struct Latency: Encodable {
        var eventsPerSecond = 0.0
        var count = 0
        var p50 = 0.0
        var p99 = 0.0
        var p999 = 0.0
        var max = 0.0
    }

    let servers: BenchServers
    let partitions: Int

    /// Requests at an even pace; those of the first second do not count.
    ///
    /// - Parameters:
    ///   - requests: numbers of orders that are known and not asked back yet.
    ///   - perSecond: the pace.
    func measure(requests: Int, perSecond: Double, _ settings: [String: String] = [:]) throws -> Latency {
        let database = "bench_latency"
        try servers.copy(Preparation.template, as: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.end() }
        try deployment.start("intake", settings)
        let answers = AnswerClock(deployment.kafka, requests: requests)
        defer { answers.stop() }
        let gauge = try deployment.gauge("intake")
        // One request to be sure that everything is assigned.
        try BacklogPublisher.publish(0..<1, to: deployment.kafka, BenchEvents.request)
        try gauge.wait { $0.published == 1 }
        let warmUp = max(1, Int(perSecond.rounded(.up)))
        let sent = try publish(1..<requests, deployment.kafka, perSecond: perSecond)
        try gauge.wait { $0.published == requests }
        return try answers.latency(sent: sent, from: 1 + warmUp, perSecond: perSecond)
    }

    /// - Returns: when each was handed to the producer, in microseconds.
    private func publish(_ numbers: Range<Int>, _ kafka: TestKafka, perSecond: Double) throws -> [Int: Int64] {
        var settings = kafka.settings
        settings.properties["linger.ms"] = "0"
        let producer = try PlainProducer(settings: settings, logger: kafka.logger)
        defer { producer.close() }
        var sent: [Int: Int64] = [:]
        let clock = SystemClock()
        let start = clock.monotonicMicroseconds()
        for number in numbers {
            let due = start + Int64(Double(number - numbers.lowerBound) * 1_000_000 / perSecond)
            let record = try BenchEvents.request(number)
            let now = clock.monotonicMicroseconds()
            if due > now { Thread.sleep(forTimeInterval: Double(due - now) / 1_000_000) }
            sent[number] = clock.monotonicMicroseconds()
            try producer.send(record)
            producer.serve()
        }
        try producer.flush()
        return sent
    }
}

/// Notes when each decision was seen, on a thread of its own.
private final class AnswerClock: Sendable {
    private struct State {
        var seen: [Int64]
        var failure: (any Error)?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    init(_ kafka: TestKafka, requests: Int) {
        state = Mutex(State(seen: Array(repeating: 0, count: requests)))
        Thread.detachNewThread { [self] in
            do { try read(kafka) } catch { state.withLock { $0.failure = error } }
            ended.signal()
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        _ = ended.wait(timeout: .now() + .seconds(10))
    }

    /// Waits until every decision is seen.
    func latency(sent: [Int: Int64], from first: Int, perSecond: Double) throws -> LatencyMeasure.Latency {
        let deadline = Date(timeIntervalSinceNow: 30)
        while try state.withLock({ state in
            if let failure = state.failure { throw failure }
            return state.seen.contains(0)
        }) {
            guard Date() < deadline else { throw RunError("not every request was answered") }
            Thread.sleep(forTimeInterval: 0.05)
        }
        var histogram = Histogram<UInt32>(
            highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        let seen = state.withLock(\.seen)
        for (number, time) in sent where number >= first { _ = histogram.record(UInt64(max(0, seen[number] - time))) }
        func milliseconds(_ microseconds: UInt64) -> Double { Double(microseconds) / 1_000 }
        return LatencyMeasure.Latency(
            eventsPerSecond: perSecond, count: Int(histogram.totalCount),
            p50: milliseconds(histogram.valueAtPercentile(50)), p99: milliseconds(histogram.valueAtPercentile(99)),
            p999: milliseconds(histogram.valueAtPercentile(99.9)), max: milliseconds(histogram.max))
    }

    private func read(_ kafka: TestKafka) throws {
        let reader = try TopicReader(settings: kafka.settings, topics: [Topic.decisions.name], logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        let clock = SystemClock()
        while !state.withLock(\.isStopped) {
            let records = try reader.poll(maxRecords: 1_000, waitMilliseconds: 20)
            let now = clock.monotonicMicroseconds()
            state.withLock { state in
                for record in records {
                    guard let number = BenchEvents.number(ofKey: record.key), state.seen.indices.contains(number),
                        state.seen[number] == 0
                    else { continue }
                    state.seen[number] = now
                }
            }
        }
    }
}
