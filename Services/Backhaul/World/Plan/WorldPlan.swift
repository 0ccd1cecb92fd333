import Contracts
import Kernel

/// A seeded stream of everything that happens to a number of returns, made lazily: only the stories in progress are
/// in memory. It knows what must come of it.
package struct WorldPlan: WorldStream {
    /// What the events given out so far must lead to.
    package private(set) var account = StreamAccount()
    private var options: WorldOptions
    private let assortment: Assortment
    private let storyteller: Storyteller
    private let spoiler: Spoiler
    private var queue = TickQueue<WorldEvent>()
    private var nextStory = 0
    /// Requests of all stories so far; some stories ask twice.
    private var requestsTold = 0

    /// - Throws: `ContractViolation` when an event has no JSON form.
    package init(_ options: WorldOptions) throws(ContractViolation) {
        self.options = options
        assortment = Assortment(seed: options.seed)
        storyteller = Storyteller(options: options, assortment: assortment)
        spoiler = Spoiler(seed: options.seed)
        try addCatalogue()
        try addRecalls()
    }

    /// Events that wait for their place.
    var waitingCount: Int { queue.count }

    /// Return requests of the run; those that ask twice for the same goods come on top.
    package var plannedReturns: Int? { options.returns }

    /// None: a calibrated stream is made of no lines.
    package var buckets: [String: Int] { [:] }

    /// The next event; stories are told when their turn comes.
    ///
    /// - Throws: `ContractViolation` when an event has no JSON form.
    package mutating func next() throws(ContractViolation) -> WorldEvent? {
        while requestsTold < options.returns, nextStory * StoryTicks.between <= (queue.firstTick ?? .max) {
            try addStory(nextStory)
            nextStory += 1
        }
        guard let event = queue.removeFirst() else { return nil }
        account.add(event)
        return event
    }

    /// Tells no more stories; those begun go on to their end.
    package mutating func finish() { options.returns = min(options.returns, requestsTold) }

    /// What an article costs and sells for.
    ///
    /// - Returns: nil for articles that the world does not sell.
    package func price(_ merchant: String, _ sku: String) -> ArticlePrice? {
        assortment.article(merchant, sku).map {
            ArticlePrice(
                currency: $0.currency, cost: $0.cost, listPrice: $0.listPrice, category: $0.category,
                vendorCredit: $0.vendorCredit)
        }
    }

    /// Policies and products come first, but for the few products that are described after they were sold.
    private mutating func addCatalogue() throws(ContractViolation) {
        let published = options.start.moved(back: .days(400))
        for merchant in Merchant.all.map(\.value) {
            for terms in Terms.all(of: merchant).map(\.value) {
                let policy = terms.published(
                    by: merchant, at: published, transitLimitSeconds: options.transitLimitSeconds)
                queue.add(
                    try Sender.platform.event(policy, id: "\(merchant.id)-\(terms.policyId)-1", at: published), at: 0)
            }
        }
        var chance = Chance(seed: options.seed, "assortment")
        for article in assortment.articles {
            let isLate = chance.happens(Calibration.productAfterSale)
            let event = try Sender.platform.event(
                article.described(at: published), id: "\(article.merchant)-\(article.sku)-described", at: published)
            queue.add(event, at: isLate ? Int(chance.whole(200...800)) : 0)
        }
    }

    private mutating func addRecalls() throws(ContractViolation) {
        let ticks = options.returns * StoryTicks.between
        for entry in try RecallPlan(options: options, assortment: assortment).entries {
            queue.add(entry.event, at: ticks * Int(entry.place.value) / 10_000 + StoryTicks.shipped)
        }
    }

    private mutating func addStory(_ number: Int) throws(ContractViolation) {
        let base = number * StoryTicks.between
        let scenes = asked(try storyteller.story(number))
        var chance = Chance(seed: options.seed, "disorder", String(number))
        for scene in scenes {
            queue.add(scene.event, at: base + scene.tick)
            guard chance.happens(Calibration.repeatedRecord) else { continue }
            queue.add(scene.event.repetition(), at: base + scene.tick + Int(chance.whole(1...250)))
        }
        guard options.disturbed else { return }
        try addContradiction(of: scenes, base: base, &chance)
        try addMalformed(number, base: base)
    }

    /// Keeps the number of requests to what was ordered: the last story may ask only once.
    private mutating func asked(_ scenes: [Scene]) -> [Scene] {
        let requests = scenes.indices.filter { scenes[$0].event.type == ReturnRequested.type }
        let surplus = Set(requests.dropFirst(options.returns - requestsTold))
        requestsTold += requests.count - surplus.count
        return scenes.indices.filter { !surplus.contains($0) }.map { scenes[$0] }
    }

    private mutating func addContradiction(
        of scenes: [Scene], base: Int, _ chance: inout Chance
    ) throws(ContractViolation) {
        guard chance.happens(Calibration.conflict) else { return }
        for scene in chance.shuffled(scenes) {
            guard let other = try Contradiction.of(scene.event) else { continue }
            queue.add(other, at: base + scene.tick + Int(chance.whole(1...150)))
            return
        }
    }

    /// Spread evenly, so that a run of a few thousand returns has every flaw on every topic.
    private mutating func addMalformed(_ number: Int, base: Int) throws(ContractViolation) {
        let rate = Int(Calibration.malformed.value)
        for index in (number * rate / 10_000)..<((number + 1) * rate / 10_000) {
            queue.add(try spoiler.record(index), at: base + StoryTicks.requested)
        }
    }
}
