import Contracts
import TestSupport
import Worker

/// Half of all events or more are descriptions of one article, so of one key and lane. The others are returns of one
/// customer, all of one order, and all wait for one policy, which comes last.
struct HotKey {
    let plant: LoadPlant
    let stories: Stories
    /// Returns.
    let count: Int
    /// Descriptions: several fetches of one lane.
    private var hotCount: Int { max(count, 8_000) }

    private static let hotArticle = "hot"
    private static let hotOrder = "hot"
    /// Lines of the one order.
    private static let lines = 400

    func run(_ report: inout ScenarioReport) throws {
        let answers = AnswerReader(plant.kafka, returns: count)
        defer { answers.stop() }
        let feeder = try Feeder(plant, readers: ["intake"])
        try plant.sendFacts(stories, by: feeder, isPolicyLate: true)
        try feeder.send(try hotOrder())
        try feeder.send(try stories.delivered(0, order: Self.hotOrder))
        let watch = LaneWatch(plant: plant, feeder: feeder, hot: feeder.lane(of: try hot(0)))
        try feed(feeder) {
            try plant.start("intake")
            plant.onTick = { try watch.look() }
        }
        report.events = feeder.count + 1
        try plant.waitForRest("intake", applied: feeder.count)
        try watch.look()
        report.numbers["hot_unread_when_others_were_done"] = watch.hotUnread
        report.expect(watch.hotUnread > 0, "the lanes of other keys had to wait for the hot one")
        report.compare("waiting", try plant.ledger.count("intake.waiting WHERE kind = 'policy'"), expected: count)
        watch.cost(of: feeder.count, "events", into: &report)
        try settle(feeder, answers, watch, &report)
    }

    /// Both kinds in turns, as there is room; `start` once as much is sent as may lie unread.
    private func feed(_ feeder: Feeder, start: () throws -> Void) throws {
        var isStarted = false
        var (hot, cold) = (0, 0)
        while hot < hotCount || cold < count {
            let before = hot + cold
            if hot < hotCount, try feeder.offer(try self.hot(hot)) { hot += 1 }
            if cold < count, try feeder.offer(try returned(cold)) { cold += 1 }
            if hot + cold > before { continue }
            if !isStarted {
                try feeder.flush()
                try start()
                isStarted = true
            }
            try plant.tick()
        }
        try feeder.flush()
        if !isStarted { try start() }
    }

    /// The policy comes: all returns are woken and decided, some at a time.
    private func settle(
        _ feeder: Feeder, _ answers: AnswerReader, _ watch: LaneWatch, _ report: inout ScenarioReport
    ) throws {
        plant.chronicle.say("the policy comes, peak \(plant.peaks) MB")
        watch.restart { try plant.ledger.standing("intake").numbered }
        try feeder.send(try stories.policy())
        try feeder.flush()
        try plant.wait(
            "the decisions", moving: { try plant.ledger.standing("intake").numbered },
            until: { try plant.ledger.standing("intake").numbered >= count })
        try plant.waitForRest("intake", applied: feeder.count)
        try plant.judgeAnswers(answers, returns: count, into: &report)
        watch.cost(of: count, "decisions", into: &report)
    }

    private func hot(_ version: Int) throws -> OutboundRecord {
        try stories.article(Self.hotArticle, version: version)
    }

    private func returned(_ number: Int) throws -> OutboundRecord {
        try stories.requested(
            number, order: Self.hotOrder, line: "\(number % Self.lines)", customer: "hot")
    }

    private func hotOrder() throws -> OutboundRecord {
        let lines = (0..<Self.lines).map { line in
            OrderLine(
                lineId: "\(line)", sku: Stories.sku(line % Stories.articles), quantity: 1_000_000, unitPrice: 1_000)
        }
        return try stories.shipped(Self.hotOrder, 0, lines: lines)
    }
}
