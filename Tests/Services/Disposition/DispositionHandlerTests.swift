import Contracts
import DispositionDomain
import Kernel
import Testing
import Worker

@testable import DispositionService

@Suite struct DispositionHandlerTests {
    typealias Samples = DispositionSamples

    /// Described, arrived and graded.
    private func bench(_ graded: UnitGraded = Samples.graded()) throws -> DispositionMemory {
        var bench = try DispositionMemory()
        try bench.deliver(
            .described(Samples.described()), .received(UnitReceived(Samples.arrival())), .graded(graded))
        return bench
    }

    @Test func theFirstParametersAreComplete() throws {
        #expect(try Samples.parameters().problem() == nil)
        #expect(try Samples.parameters().version == 1)
    }

    @Test func aDecisionShowsItsWholeArithmetic() throws {
        let bench = try bench()
        let decided = try #require(bench.log.decided.first)

        #expect(bench.log.decided.count == 1)
        #expect(decided.disposition == .restockNew)
        #expect(decided.because == .graded)
        #expect(decided.parametersVersion == 1)
        #expect(decided.options.count == Disposition.decidable.count)
        let best = try #require(decided.options.first { $0.disposition == .restockNew })
        let price = try #require(best.price)
        let probability = try #require(best.probabilityBasisPoints)
        let decay = try #require(best.decayBasisPoints)
        let costs = [best.fees, best.labour, best.transport, best.holding, best.compliance, best.carbon].compactMap(
            \.self)
        #expect(costs.count == 6)
        #expect(decay.of(probability.of(price)) - costs.reduce(0, +) == decided.expectedNetRecovery)
        #expect(
            decided.margin == decided.expectedNetRecovery
                - (decided.options.compactMap(\.expectedNet).sorted().dropLast().last ?? 0))
        #expect(decided.options.allSatisfy { ($0.expectedNet == nil) != $0.excludedBecause.isEmpty })
    }

    @Test(arguments: [
        (Grade.a, ProductCategory.apparel, true, Disposition.restockNew), (.a, .apparel, false, .restockOpenBox),
        (.b, .shoes, false, .restockOpenBox), (.c, .electronics, false, .refurbish),
        (.s, .electronics, false, .recycle),
        (.s, .apparel, false, .recycle), (.a, .foodAndDrink, true, .restockNew), (.b, .foodAndDrink, true, .recycle),
        (.a, .foodAndDrink, false, .recycle),
    ])
    func theFirstParametersSendGoodsWhereOneWouldExpect(
        _ grade: Grade, _ category: ProductCategory, _ sealed: Bool, _ expected: Disposition
    ) throws {
        let bench = try bench(Samples.graded("U", grade, category, sealed: sealed))

        #expect(bench.log.decided.first?.disposition == expected)
    }

    @Test func aUnitThatWaitsIsWokenByItsArticle() throws {
        var bench = try DispositionMemory()
        try bench.deliver(.graded(Samples.graded()), .received(UnitReceived(Samples.arrival())))
        #expect(bench.log.decided.isEmpty)
        let wait = try #require(bench.log.takeTimers().first)
        #expect(wait.dueAt == DispositionWork.now.advanced(by: .seconds(30)))

        try bench.deliver(.described(Samples.described()))
        let wake = try #require(bench.log.takeTimers().first)
        #expect(wake.dueAt == DispositionWork.now)
        #expect(wake.key == wait.key)
        try bench.deliver(.timer(wake))
        #expect(bench.log.decided.first?.disposition == .restockNew)
    }

    @Test func aUnitWhoseArticleNeverComesIsDecidedWithout() throws {
        var bench = try DispositionMemory()
        try bench.deliver(.mismatched(UnitMismatched(Samples.arrival())), .graded(Samples.graded()))
        let wait = try #require(bench.log.takeTimers().first)
        try bench.deliver(.timer(wait), .timer(wait))

        #expect(bench.log.decided.count == 1)
        let option = bench.log.decided.first?.options.first { $0.disposition == .restockNew }
        #expect(option?.excludedBecause == ["price_unknown"])
    }

    @Test func anOlderDescriptionNeverReplacesANewer() throws {
        var bench = try DispositionMemory()
        try bench.deliver(.described(Samples.described(at: 5)), .described(Samples.described(at: 4, price: 1)))
        let key = MerchantKey("M", "S-1")
        #expect(bench.working.products[key]?.facts?.listPrice == 5_000)
        #expect(bench.refusal(.described(try Samples.described(at: 5, price: 1))) == .conflict)

        try bench.deliver(.described(Samples.described(at: 6, price: 7)))
        #expect(bench.working.products[key]?.facts?.listPrice == 7)
    }

    @Test func otherContentIsAConflictAndChangesNothing() throws {
        var bench = try bench()
        #expect(bench.refusal(.received(UnitReceived(try Samples.arrival(lot: "L2")))) == .conflict)
        #expect(bench.refusal(.graded(Samples.graded("U", .b))) == .conflict)
        let order = try #require(bench.log.open("U"))
        try bench.deliver(.completed(Samples.completed(order)))
        #expect(bench.refusal(.completed(try Samples.completed(order, cost: 11))) == .conflict)
        #expect(bench.refusal(.failed(try Samples.failed(order))) == .conflict)
        try bench.deliver(.scoped(Samples.scoped()))
        #expect(bench.refusal(.scoped(Samples.scoped(remedy: .destroy))) == .conflict)
    }

    @Test func workThatWasNeverOrderedIsRefused() throws {
        var bench = try DispositionMemory()
        let order = WorkOrdered(
            merchant: "M", workOrderId: "w-1", unitId: "U", decisionId: "d-1", disposition: .recycle,
            step: .handOverRecycler, stepNumber: 1, stepCount: 1, siteId: "RC1", sku: nil, instructions: nil,
            orderedAt: Samples.receivedAt)

        #expect(bench.refusal(.completed(try Samples.completed(order))) == .rule)
        #expect(bench.refusal(.failed(try Samples.failed(order))) == .rule)
    }

    @Test func theEndCarriesEveryCentOfEveryDecision() throws {
        var bench = try bench(Samples.graded("U", .a, sealed: false))
        try bench.deliver(.failed(Samples.failed(try #require(bench.log.open("U")), cost: 77, grade: .b)))
        for _ in 0..<10 where bench.log.closed.isEmpty {
            try bench.deliver(.completed(Samples.completed(try #require(bench.log.open("U")), cost: 10, proceeds: 3)))
        }
        let closed = try #require(bench.log.closed.first)
        let steps = MinorUnits(bench.log.ordered.count - 1)

        #expect(closed.costs == 77 + 10 * steps)
        #expect(closed.proceeds == 3 * steps)
        #expect(closed.netRecovery == closed.proceeds - closed.costs)
        #expect(closed.decisionId == bench.log.decided.last?.decisionId)
        #expect(bench.log.decided.map(\.because) == [.graded, .stepFailed])
    }

    @Test func aNewVersionOfTheParametersIsNamedInTheDecision() throws {
        var bench = try DispositionMemory()
        bench.working.parameters.version = 9
        try bench.deliver(
            .described(Samples.described()), .received(UnitReceived(Samples.arrival())), .graded(Samples.graded()))

        #expect(bench.log.decided.first?.parametersVersion == 9)
    }
}
