import Contracts
import Foundation
import Kafka
import TestSupport
import Worker

/// Lanes that stop for three reasons: the offset fell off the log, the topic is another one than before, the database
/// refuses even the dead letter. The other lanes go on, although a share of their records is garbage, and timers fire.
struct PoisonedLane {
    let plant: LoadPlant
    let stories: Stories
    /// Stories of three events each.
    let count: Int

    private static let fallen = LaneID(Topic.orders.name, 0)
    private static let exchanged = LaneID(Topic.requests.name, 1)
    private static let refused = LaneID(Topic.requests.name, 2)

    func run(_ report: inout ScenarioReport) throws {
        let answers = AnswerReader(plant.kafka, returns: count)
        defer { answers.stop() }
        let feeder = try Feeder(plant, readers: ["intake"])
        let before = try live(feeder)
        try poison(feeder)
        let garbage = try feedTheRest(feeder, from: before)
        let frozen = try plant.ledger.positions("intake")
        report.events = feeder.count
        let worker = try plant.start("intake")
        try waitForOthers(feeder, garbage)
        try plant.wait("the answers", moving: answers.seen, until: { try answers.seen() >= count })
        var ready = ""
        try plant.wait("the lanes that stop", moving: { ready.count }) {
            ready = worker.answer("/health/ready")?.body ?? ""
            return poisoned.allSatisfy { ready.contains("lane \($0) stopped") }
        }
        let after = try plant.ledger.positions("intake")
        for lane in poisoned {
            report.expect(after[lane] == frozen[lane], "\(lane) went on from \(frozen[lane] ?? 0)")
        }
        if let next = frozen[Self.fallen], poisoned.contains(Self.fallen) {
            report.expect(
                ready.contains("\(Self.fallen): the next offset is \(next) but the topic holds"),
                "probes do not hear which offset is missing: \(ready)")
        }
        report.numbers["stopped_lanes"] = poisoned.count
        try plant.judgeAnswers(answers, returns: count, others: garbage, into: &report)
        report.compare("dead_letters", try DeadLetterBook.origins(plant.kafka), expected: garbage)
    }

    /// A broker that is not ours keeps its log.
    private var poisoned: [LaneID] {
        plant.broker == nil ? [Self.exchanged, Self.refused] : [Self.fallen, Self.exchanged, Self.refused]
    }

    /// Every lane is read for a while; then the worker is stopped.
    private func live(_ feeder: Feeder) throws -> Int {
        let first = max(200, count / 10)
        try plant.sendFacts(stories, by: feeder)
        try plant.start("intake")
        for number in 0..<first { try tell(number, feeder) }
        try feeder.flush()
        try plant.waitForRest("intake", applied: feeder.count)
        try plant.stopWorkers()
        return first
    }

    private func poison(_ feeder: Feeder) throws {
        if plant.broker != nil {
            // More than the embedded broker keeps in a partition.
            let lines = (0..<100).map { OrderLine(lineId: "\($0)", sku: "S1", quantity: 1, unitPrice: 100) }
            let bulk = try stories.shipped("bulk", 0, lines: lines)
            for _ in 0..<2_000 { try feeder.force(bulk, into: Self.fallen) }
            try feeder.flush()
        }
        try plant.ledger.execute(
            "UPDATE intake.consumer_offset SET witness = witness # 1 "
                + "WHERE topic = '\(Self.exchanged.topic)' AND part = \(Self.exchanged.partition)")
        let number = try plant.ledger.number(of: Self.refused)
        try plant.ledger.execute(
            "ALTER TABLE intake.outbox ADD CONSTRAINT poison CHECK (lane_number <> \(number)) NOT VALID")
        try plant.ledger.execute(
            "ALTER TABLE intake.return_request "
                + "ADD CONSTRAINT garbage CHECK (customer_id <> '\(Garbage.refusedCustomer)')")
        try feeder.force(try Garbage.malformed.record(count), into: Self.refused)
        feeder.avoids = Set(poisoned)
    }

    /// - Returns: how many records of garbage were sent to lanes that go on.
    private func feedTheRest(_ feeder: Feeder, from first: Int) throws -> Int {
        var garbage = 0
        for number in first..<count {
            try tell(number, feeder)
            // Every fourth record from here on.
            try feeder.send(try Garbage.kind(number).record(number))
            garbage += 1
        }
        try feeder.flush()
        return garbage
    }

    /// The request comes first, so that it is a timer that has the return decided.
    private func tell(_ number: Int, _ feeder: Feeder) throws {
        try feeder.send(try stories.requested(number))
        try feeder.send(try stories.shipped(number))
        try feeder.send(try stories.delivered(number))
    }

    private func waitForOthers(_ feeder: Feeder, _ garbage: Int) throws {
        let stopped = Set(poisoned)
        let ends = feeder.ends.filter { !stopped.contains($0.key) }
        try plant.wait(
            "the lanes that go on", moving: { try plant.ledger.standing("intake").applied },
            until: {
                let now = try plant.ledger.positions("intake")
                return ends.allSatisfy { now[$0.key] ?? 0 >= $0.value }
            })
        try plant.waitForRest("intake", applied: 0)
    }
}

/// The dead letters of a run.
enum DeadLetterBook {
    /// Different records that were refused.
    ///
    /// - Throws: `Fault` of the broker; `BrokerProcess.Failure` when the ends of the topics are not reached.
    static func origins(_ kafka: TestKafka) throws -> Int {
        let topics = [Topic.orders, .requests].map(\.deadLetterName)
        let wanted = [DeadLetter.topic, DeadLetter.partition, DeadLetter.offset]
        let origins = try kafka.readAll(topics, timeoutSeconds: 60).map { record in
            wanted.map { name in record.headers.first { $0.name == name }?.value ?? [] }
        }
        return Set(origins).count
    }
}
