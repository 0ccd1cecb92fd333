import Contracts
import Foundation
import Kafka
import Kernel
import Logging
import Worker

/// Runs a world: publishes its stream as fast as the workers take it, and answers them, until it is told to stop or
/// everything is quiet. One thread; the broker's clients have their own.
package final class WorldRunner<Stream: WorldStream> {
    private let options: WorldRunOptions
    private let logger: Logger
    private let producer: PlainProducer
    private let reader: TopicReader
    private let positions: WorkerPositions
    private var stream: Stream
    private var desk: AnsweringDesk
    private var gate: FlowGate
    private var pace: Pace
    private var account = StreamAccount()
    private var hasMore = true
    private var startedAt: Int64?
    private var nextLook: Int64 = 0
    private var lastStir: Int64 = 0

    /// - Throws: `transient` while the broker is away; `fatal` naming topics that are missing, or a wrong property.
    package init(
        _ stream: Stream, answerer: Answerer, settings: KafkaSettings, options: WorldRunOptions, logger: Logger
    ) throws(Fault) {
        self.stream = stream
        self.options = options
        self.logger = logger
        desk = AnsweringDesk(answerer)
        gate = FlowGate(options.limits)
        pace = Pace(returnsPerSecond: options.returnsPerSecond)
        reader = try TopicReader(settings: settings, topics: AnsweringDesk.topics.map(\.name), logger: logger)
        positions = try WorkerPositions(
            settings: settings, lanes: try Self.lanes(settings: settings, logger: logger), logger: logger)
        producer = try PlainProducer(settings: settings, logger: logger)
    }

    /// Runs to the end and frees everything.
    ///
    /// - Parameter progress: told now and then how far it is, and at last with phase `ended`.
    /// - Throws: a `Fault` that needs a person, a `ContractViolation` of a worker's event, or what reading a file
    ///   throws.
    @discardableResult
    package func run(until stop: StopFlag, progress: (WorldProgress) -> Void) throws -> WorldProgress {
        defer { close() }
        var nextReport: Int64 = 0
        while !stop.isRaised, !options.parentIsGone {
            try step()
            guard now() >= nextReport else { continue }
            nextReport = now() + options.reportMilliseconds * 1_000
            let state = state(phase)
            progress(state)
            if state.phase == .quiet, options.endsWhenQuiet { break }
        }
        try producer.flush()
        let last = state(.ended)
        progress(last)
        return last
    }

    /// One round: read and answer, publish what the gate lets through, look at the workers when it is time.
    private func step() throws {
        if StopFlag.isFinishAsked { stream.finish() }
        let canPublish = mayPublish()
        let records = try reader.poll(maxRecords: 1_000, waitMilliseconds: canPublish ? 0 : 20)
        if !records.isEmpty { lastStir = now() }
        for event in try desk.answer(records, price: stream.price) { try send(event, isAnswer: true) }
        var batch = 0
        while batch < 200, mayPublish() {
            guard let event = try stream.next() else {
                hasMore = false
                break
            }
            try send(event, isAnswer: false)
            batch += 1
        }
        producer.serve()
        if now() >= nextLook { try look() }
    }

    private func mayPublish() -> Bool {
        hasMore && gate.isOpen(unitsAhead: unitsAhead)
            && pace.isDue(returnsRequested: account.returnsRequested, at: now())
    }

    private func send(_ event: WorldEvent, isAnswer: Bool) throws(Fault) {
        if startedAt == nil { startedAt = Int64(Date().timeIntervalSince1970 * 1_000_000) }
        while true {
            do {
                try producer.send(event.record)
                break
            } catch let fault where fault.kind == .transient {
                logger.warning("waiting for the broker", metadata: ["fault": "\(fault)"])
            }
        }
        account.add(event)
        lastStir = now()
        if !isAnswer { gate.published(event.topic, bytes: event.byteCount) }
    }

    /// What is not flushed is not on the broker: acknowledged first, then compared with what was read.
    private func look() throws(Fault) {
        do {
            try producer.flush()
            gate.looked(lag: try positions.lag())
        } catch let fault where fault.kind == .transient {
            logger.debug("no look at the workers", metadata: ["fault": "\(fault)"])
        }
        nextLook = now() + options.limits.millisecondsBetweenLooks * 1_000
    }

    private var unitsAhead: Int { max(0, account.itemsReceived - desk.answerer.unitsAsked) }

    private var phase: WorldProgress.Phase {
        if hasMore { return .publishing }
        let isDone = desk.waiting == 0 && unitsAhead == 0
        let patience = isDone ? options.quietMilliseconds : options.patienceMilliseconds
        return gate.isDrained && now() - lastStir > patience * 1_000 ? .quiet : .answering
    }

    private func state(_ phase: WorldProgress.Phase) -> WorldProgress {
        let lag = gate.lag.filter { $0.value > 0 }
        return WorldProgress(
            phase: phase, account: account, plannedReturns: stream.plannedReturns,
            unitsInspected: desk.answerer.unitsAsked, stepsCompleted: desk.answerer.stepsCompleted,
            stepsFailed: desk.answerer.stepsFailed, unitsAhead: unitsAhead, waiting: desk.waiting,
            lag: Dictionary(uniqueKeysWithValues: lag.map { ($0.key.name, $0.value) }), buckets: stream.buckets,
            startedAtMicroseconds: startedAt)
    }

    private func now() -> Int64 { Int64(clamping: DispatchTime.now().uptimeNanoseconds / 1_000) }

    private func close() {
        producer.close()
        reader.close()
        positions.close()
    }

    /// The lanes of all topics that workers read.
    private static func lanes(settings: KafkaSettings, logger: Logger) throws(Fault) -> [Topic: [LaneID]] {
        let topics = Set(ConsumerMap.topics.values.flatMap { $0 })
        let administration = try TopicAdministration(settings: settings, logger: logger)
        defer { administration.close() }
        let counts = try administration.list()
        var lanes: [Topic: [LaneID]] = [:]
        for topic in topics {
            lanes[topic] = (0..<Int32(clamping: counts[topic.name] ?? 0)).map { LaneID(topic.name, $0) }
        }
        return lanes
    }
}
