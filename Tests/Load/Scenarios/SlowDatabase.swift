import TestSupport
import Worker

/// Every answer of the database takes 50 ms: the group is kept, probes hear that the worker lives, nothing piles up.
struct SlowDatabase {
    let plant: LoadPlant
    let stories: Stories
    /// Stories of three events each.
    let count: Int

    private static let delayMilliseconds = 25

    func run(_ report: inout ScenarioReport) throws {
        let answers = AnswerReader(plant.kafka, returns: count)
        defer { answers.stop() }
        let feeder = try Feeder(plant, readers: ["intake"])
        try plant.sendFacts(stories, by: feeder)
        plant.proxy.delay(milliseconds: Self.delayMilliseconds)
        let worker = try plant.start("intake", isProxied: true)
        var probes = (all: 0, dead: 0)
        plant.onTick = {
            guard let answer = worker.answer("/health/live") else { return }
            probes.all += 1
            if answer.status != 200 { probes.dead += 1 }
        }
        for number in 0..<count {
            try feeder.send(try stories.shipped(number))
            try feeder.send(try stories.delivered(number))
            try feeder.send(try stories.requested(number))
        }
        try feeder.flush()
        report.events = feeder.count
        try plant.waitForRest("intake", applied: feeder.count)
        try plant.judgeAnswers(answers, returns: count, into: &report)
        report.numbers["probes"] = probes.all
        report.numbers["assignments"] = worker.logged("lanes assigned")
        report.expect(probes.all > 0, "the worker answered no probe")
        report.expect(probes.dead == 0, "\(probes.dead) of \(probes.all) probes heard that the worker is dead")
        report.expect(worker.logged("lanes revoked") == 0, "the worker lost its lanes")
        report.expect(worker.logged("lanes assigned") == 1, "the worker was assigned its lanes more than once")
    }
}
