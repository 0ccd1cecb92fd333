import ArgumentParser

/// The kinds of load, in the order in which they are run.
enum Scenario: String, CaseIterable, ExpressibleByArgument {
    case backlog
    case slowDatabase = "slow_database"
    case hotKey = "hot_key"
    case poisonedLane = "poisoned_lane"

    /// - Parameter events: of the backlog; others take a share of it.
    /// - Throws: when it cannot come to its end.
    func run(on plant: LoadPlant, events: Int, seed: UInt64, into report: inout ScenarioReport) throws {
        let stories = Stories(seed: seed)
        switch self {
        case .backlog: try Backlog(plant: plant, stories: stories, count: events / 3).run(&report)
        case .slowDatabase: try SlowDatabase(plant: plant, stories: stories, count: max(200, events / 30)).run(&report)
        case .hotKey: try HotKey(plant: plant, stories: stories, count: max(1_000, events / 20)).run(&report)
        case .poisonedLane: try PoisonedLane(plant: plant, stories: stories, count: max(400, events / 60)).run(&report)
        }
    }
}

extension LoadPlant {
    /// What every sale needs: the policy, unless it is to come late, and the articles.
    func sendFacts(_ stories: Stories, by feeder: Feeder, isPolicyLate: Bool = false) throws {
        if !isPolicyLate { try feeder.send(try stories.policy()) }
        for number in 0..<Stories.articles { try feeder.send(try stories.article(Stories.sku(number))) }
    }

    /// Waits for the answers and compares: every return was authorised, numbered and told once.
    ///
    /// - Parameter others: what intake published besides, such as dead letters.
    func judgeAnswers(
        _ answers: AnswerReader, returns count: Int, others: Int = 0, into report: inout ScenarioReport
    ) throws {
        try wait("the answers", moving: answers.seen, until: { try answers.seen() >= count })
        report.compare(
            "returns", try ledger.count("intake.return_request WHERE status = 'authorized'"), expected: count)
        report.compare("numbered", try ledger.standing("intake").numbered, expected: count + others)
        report.compare("answers", try answers.seen(), expected: count)
        report.doubled += answers.doubled
    }

    /// Waits until a worker has applied, published and fired everything.
    func waitForRest(_ service: String, applied: Int) throws {
        try wait(
            "the rest of \(service)",
            moving: {
                let now = try ledger.standing(service)
                return now.applied + now.published - now.due
            },
            until: {
                let now = try ledger.standing(service)
                return now.applied >= applied && now.isQuiet
            })
    }
}
