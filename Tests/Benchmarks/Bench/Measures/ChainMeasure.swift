import BackhaulWorld
import Contracts
import Foundation
import Kafka
import Kernel
import TestSupport
import Worker

/// The whole chain: all workers and the simulated world on one database and one broker, from the first record to rest.
struct ChainMeasure {
    /// What the stream took.
    struct Passage: Encodable {
        var returns = 0
        /// From the first record to the last unit's end or the last decision, waits of 20 and 30 seconds for goods and
        /// facts that never come included.
        var seconds = 0.0
        /// The same up to the moment when nine of ten units were at their end, and as many returns a second.
        var busySeconds = 0.0
        var busyReturnsPerSecond = 0.0
        var unitsClosed = 0
        /// Processor seconds per million returns, of each process, up to the last end.
        var cpuSecondsPerMillion: [String: Double] = [:]
        var walBytesPerReturn = 0.0
        /// The most that each worker had resident.
        var peakMegabytes: [String: Int] = [:]

        var returnsPerSecond: Double { seconds > 0 ? Double(returns) / seconds : 0 }
    }

    let deployment: Deployment
    let returns: Int

    /// Runs the stream to rest. The workers have ended by then; the topics are as they left them.
    func measure(_ settings: [String: String] = [:]) throws -> Passage {
        for service in Deployment.services { try deployment.start(service, settings) }
        try deployment.workers.forEach { try $0.waitUntilReady() }
        let meter = try ChainMeter(deployment)
        try meter.look()
        let world = try SimulatedWorld(deployment, returns: returns)
        try follow(world, meter)
        guard let told = try world.progress(), let began = told.startedAtMicroseconds else {
            throw RunError("the world has told nothing")
        }
        var passage = try passage(told.account.returnsRequested, from: began, meter)
        for worker in deployment.workers { passage.peakMegabytes[worker.name] = worker.peakMegabytes }
        try deployment.stopWorkers()
        return passage
    }

    private func follow(_ world: SimulatedWorld, _ meter: ChainMeter) throws {
        let rest = try RestWatch(deployment.servers.connect(deployment.database), services: Deployment.services)
        while true {
            Thread.sleep(forTimeInterval: 0.25)
            try meter.look()
            let isAtRest = try rest.isAtRest()
            if isAtRest, let phase = try world.progress()?.phase, phase != .publishing { return }
        }
    }

    private func passage(_ returns: Int, from began: Int64, _ meter: ChainMeter) throws -> Passage {
        let ends = try Ends(deployment.kafka)
        guard let last = ends.last, let busy = ends.nineOfTenClosed else {
            throw RunError("no return has come to its end")
        }
        let use = try meter.use(until: last)
        let busySeconds = Double(busy - began) / 1_000_000
        return Passage(
            returns: returns, seconds: Double(last - began) / 1_000_000, busySeconds: busySeconds,
            busyReturnsPerSecond: 0.9 * Double(returns) / busySeconds, unitsClosed: ends.closed,
            cpuSecondsPerMillion: use.seconds.mapValues { $0 * 1_000_000 / Double(returns) },
            walBytesPerReturn: Double(use.walBytes) / Double(returns))
    }
}

/// When units came to their ends and returns were decided, by the time stamps of the events that say so.
private struct Ends {
    /// Of the units' ends that the broker still has: microseconds since 1970.
    private var closings: [Int64] = []
    private var lastDecision: Int64?
    private var dispositions = 0
    /// Units' ends, with an estimate of those that the embedded broker has dropped: the oldest.
    private(set) var closed = 0

    init(_ kafka: TestKafka) throws {
        let topics = [Topic.dispositions.name, Topic.decisions.name]
        let reader = try TopicReader(settings: kafka.settings, topics: topics, logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        while !reader.isAtEnd {
            for record in try reader.poll(maxRecords: 1_000, waitMilliseconds: 200) { take(record) }
        }
        closings.sort()
        let told = reader.reached.reduce(0) { $0 + ($1.key.topic == Topic.dispositions.name ? Int($1.value) : 0) }
        closed = dispositions > 0 ? closings.count * told / dispositions : 0
    }

    var last: Int64? { [closings.last, lastDecision].compactMap { $0 }.max() }

    var nineOfTenClosed: Int64? { closings.isEmpty ? nil : closings[max(0, closings.count - 1 - closed / 10)] }

    private mutating func take(_ record: InboundRecord) {
        guard let at = record.timestamp?.microseconds else { return }
        guard record.lane.topic == Topic.dispositions.name else { return lastDecision = max(at, lastDecision ?? at) }
        dispositions += 1
        let type = record.headers.first { $0.name == "ce_type" }?.value ?? []
        if type.elementsEqual(UnitClosed.type.utf8) { closings.append(at) }
    }
}
