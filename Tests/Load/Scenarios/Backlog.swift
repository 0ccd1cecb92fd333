import Postgres
import TestSupport
import Worker

/// More events than can be read at once; and the relay is held up until three quarters of them are applied, so that
/// what goes out piles up too. Then the broker answers late, until half of that is published.
struct Backlog {
    let plant: LoadPlant
    let stories: Stories
    /// Stories of three events each: sold, delivered, asked back.
    let count: Int

    private static let readers = ["intake", "recall"]

    func run(_ report: inout ScenarioReport) throws {
        let lease = PostgresOutboxStorage(ConnectionSettings(url: plant.databaseURL, schema: "intake"))
        defer { lease.close() }
        guard try lease.tryLease(shard: 0) else { throw RunError("the relay's lease is taken") }
        let answers = AnswerReader(plant.kafka, returns: count)
        defer { answers.stop() }
        let feeder = try Feeder(plant, readers: Self.readers)
        try plant.sendFacts(stories, by: feeder)
        let ready = try fill(feeder)
        report.numbers["ready_before_start"] = feeder.count
        for reader in Self.readers { try plant.start(reader) }
        let hold = Hold(plant: plant, lease: lease, events: 3 * count)
        plant.onTick = { try hold.look() }
        for number in ready..<count { try send(number, feeder) }
        try feeder.flush()
        report.events = feeder.count
        // Both read the orders; only intake the rest, and only intake publishes.
        let orders = 2 * count
        try plant.waitForRest("recall", applied: orders)
        try plant.waitForRest("intake", applied: feeder.count)
        try judge(answers, hold, &report)
    }

    /// As much as may lie ready before anybody reads.
    ///
    /// - Returns: the number of the first story that was not sent.
    private func fill(_ feeder: Feeder) throws -> Int {
        for number in 0..<count {
            guard feeder.fullestBytes < Feeder.windowBytes * 9 / 10 else { return number }
            try send(number, feeder)
        }
        return count
    }

    private func send(_ number: Int, _ feeder: Feeder) throws {
        try feeder.send(try stories.shipped(number))
        try feeder.send(try stories.delivered(number))
        try feeder.send(try stories.requested(number))
    }

    private func judge(_ answers: AnswerReader, _ hold: Hold, _ report: inout ScenarioReport) throws {
        let ledger = plant.ledger
        report.numbers["outbox_depth"] = hold.depth
        report.compare(
            "orders", try ledger.count("intake.order_fact WHERE lines IS NOT NULL AND delivered_at IS NOT NULL"),
            expected: count)
        report.compare("sales_of_recall", try ledger.count("recall.sale"), expected: count)
        try plant.judgeAnswers(answers, returns: count, into: &report)
        report.numbers["repeats"] = answers.repeats
        report.expect(hold.depth > count / 8, "only \(hold.depth) answers lay in the outbox")
    }
}

/// Keeps the relay from its lease until three quarters of the events are applied: so many requests are among them.
final class Hold {
    private let plant: LoadPlant
    private let lease: PostgresOutboxStorage
    private let events: Int
    private var isHolding = true
    private var isSlow = false
    private var lookedAt = -1.0
    private static let lookSeconds = 0.25
    /// Answers that lay in the outbox when the relay was let go.
    private(set) var depth = 0

    init(plant: LoadPlant, lease: PostgresOutboxStorage, events: Int) {
        self.plant = plant
        self.lease = lease
        self.events = events
    }

    /// Lets go when it is time; and has the broker answer late meanwhile.
    func look() throws {
        guard isHolding || isSlow, plant.chronicle.seconds - lookedAt > Self.lookSeconds else { return }
        lookedAt = plant.chronicle.seconds
        let now = try plant.ledger.standing("intake")
        if isHolding, now.applied * 4 >= events * 3 {
            isHolding = false
            depth = now.numbered - now.published
            plant.chronicle.say("\(depth) answers lie in the outbox, peak \(plant.peaks) MB; the relay is let go")
            lease.releaseLease(shard: 0)
            if let broker = plant.broker {
                try broker.request("rtt 1 20")
                isSlow = true
            }
        }
        if isSlow, now.published * 2 >= depth {
            isSlow = false
            try plant.broker?.request("rtt 1 0")
        }
    }
}
