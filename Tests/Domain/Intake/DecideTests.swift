import IntakeDomain
import Kernel
import Testing

@Suite struct DecideTests {
    /// The checks that stand against the only line of a return.
    private func failed(
        _ request: RequestedItems, _ facts: KnownFacts, after: TimeSpan = .days(5)
    ) -> Set<CheckName> {
        let decision = decide(Shop.question([request], after: after), knowing: facts)
        return Set(decision.lines[0].checks.filter { !$0.passed }.map(\.name))
    }

    @Test func everyCheckIsToldInOrderWhateverFails() throws {
        let facts = Shop.facts([try Shop.sale([Shop.line()])], try Shop.policy())

        for request in [Shop.asks(), Shop.asks(order: "nobody"), Shop.asks(line: "99"), Shop.asks(quantity: 99)] {
            let decision = decide(Shop.question([request]), knowing: facts)

            #expect(decision.lines[0].checks.map(\.name) == CheckName.allCases)
        }
    }

    @Test func eachReasonToDeclineIsNamed() throws {
        let policy = try Shop.policy()
        let facts = Shop.facts([try Shop.sale([Shop.line()])], policy)
        var undelivered = facts
        undelivered.sales["o1"]?.deliveredAt = nil
        var final = facts
        final.sales["o1"]?.lines[0].finalSale = true
        var narrow = facts
        narrow.policies["default"]?.acceptedReasons = [.defective]
        var never = facts
        never.policies["default"]?.period = .notPermitted
        var taken = facts
        taken.sales["o1"]?.taken["1"] = ItemSet(0..<2)

        #expect(failed(Shop.asks(), facts).isEmpty)
        #expect(failed(Shop.asks(order: "o9"), facts) == [.orderKnown, .lineKnown, .policyKnown])
        #expect(failed(Shop.asks(line: "9"), facts) == [.lineKnown])
        #expect(failed(Shop.asks(quantity: 3), facts) == [.quantityLeft])
        #expect(failed(Shop.asks(), facts, after: .days(31)) == [.withinWindow])
        #expect(failed(Shop.asks(), undelivered) == [.orderedAndDelivered])
        #expect(failed(Shop.asks(), final) == [.notFinalSale])
        #expect(failed(Shop.asks(), narrow) == [.reasonAccepted])
        #expect(failed(Shop.asks(), never) == [.returnPermitted])
        #expect(failed(Shop.asks(), taken) == [.quantityLeft, .notAlreadyReturned])
    }

    @Test func theLastMomentOfTheWindowIsInside() throws {
        let facts = Shop.facts([try Shop.sale([Shop.line()])], try Shop.policy(days: 30))

        #expect(failed(Shop.asks(), facts, after: .days(30)).isEmpty)
        #expect(failed(Shop.asks(), facts, after: TimeSpan(microseconds: 30 * 86_400_000_000 + 1)) == [.withinWindow])
    }

    @Test func recalledGoodsComeBackWhateverTheTermsSay() throws {
        var policy = try Shop.policy(days: 1)
        policy.period = .notPermitted
        policy.acceptedReasons = []
        var facts = Shop.facts([try Shop.sale([Shop.line()])], policy)
        facts.sales["o1"]?.lines[0].finalSale = true

        #expect(failed(Shop.asks(reason: .recalled), facts, after: .days(400)).isEmpty)
    }

    @Test func linesOfOneOrderLineShareWhatIsLeft() throws {
        let facts = Shop.facts([try Shop.sale([Shop.line(quantity: 3)])], try Shop.policy())
        let requests = [Shop.asks("a", quantity: 2), Shop.asks("b", quantity: 2), Shop.asks("c", quantity: 1)]

        let decision = decide(Shop.question(requests), knowing: facts)

        #expect(decision.lines.map(\.outcome) == [.authorized, .declined, .authorized])
        #expect(decision.sales["o1"]?.taken["1"] == ItemSet(0..<3))
    }

    @Test func goodsNotWorthBringingBackStay() throws {
        var policy = try Shop.policy()
        policy.returnless = .init(valueBelow: 500, bringBackCost: 800, hazardousStay: false)
        policy.fees = .init(share: BasisPoints(1_000), fixed: 0, cap: nil, waived: [])
        let cheap = Shop.facts([try Shop.sale([Shop.line(unitPrice: 799)])], policy)
        let dear = Shop.facts([try Shop.sale([Shop.line(unitPrice: 800)])], policy)

        let kept = Shop.decided([Shop.asks()], cheap)
        let authorized = Shop.decided([Shop.asks()], dear)

        #expect(kept.decision.status == .kept)
        #expect(kept.decision.lines[0].instructions != nil)
        #expect(kept.first.dues.map(\.trigger) == [.kept])
        #expect(kept.first.net == 799, "no restocking fee where nothing is restocked")
        #expect(authorized.decision.status == .authorized)
        #expect(decide(Shop.question([Shop.asks(reason: .recalled)]), knowing: cheap).status == .authorized)
    }

    @Test func dangerousGoodsStayWithInstructions() throws {
        var policy = try Shop.policy()
        policy.returnless = .init(valueBelow: 0, bringBackCost: nil, hazardousStay: true)
        var facts = Shop.facts([try Shop.sale([Shop.line(unitPrice: 90_000)])], policy)
        facts.products["BOOT"]?.hazard = Hazard(unNumber: "3480", hazardClass: "9")

        let decision = decide(Shop.question([Shop.asks()]), knowing: facts)

        #expect(decision.status == .kept)
        #expect(decision.lines[0].instructions?.contains("UN 3480") == true)
    }

    @Test func linesOfAnotherCurrencyAreDeclined() throws {
        var euros = try Shop.sale([Shop.line()], id: "o2")
        euros.currency = try #require(Currency("EUR"))
        let facts = Shop.facts([try Shop.sale([Shop.line()]), euros], try Shop.policy())

        let decision = decide(Shop.question([Shop.asks("a"), Shop.asks("b", order: "o2")]), knowing: facts)

        #expect(decision.lines.map(\.outcome) == [.authorized, .declined])
    }

    @Test func anExchangeMovesNoMoney() throws {
        let facts = Shop.facts([try Shop.sale([Shop.line(shipping: 300)])], try Shop.policy(.onRequest))

        let decided = Shop.decided([Shop.asks(quantity: 2, resolution: .exchange)], facts)

        #expect(decided.decision.status == .authorized)
        #expect(decided.first.isEmpty)
        #expect(decided.decision.lines[0].expectedRefund == 0)
    }

    @Test func whatIsMissingIsWaitedFor() throws {
        let facts = Shop.facts([try Shop.sale([Shop.line()])], try Shop.policy())
        let question = Shop.question([Shop.asks(), Shop.asks("b", order: "o2")])
        var bare = facts
        bare.policies = [:]
        bare.products = [:]
        bare.sales["o1"]?.deliveredAt = nil

        #expect(missingFacts(for: question, in: facts) == [.order("o2")])
        #expect(
            missingFacts(for: question, in: bare)
                == [.order("o1"), .order("o2"), .policy("default"), .product("BOOT")])
    }

    @Test func theCatalogueIsWaitedForOnlyWhenNothingElseIsMissing() {
        let now = Shop.delivered
        var patience = Patience(factsUntil: now.advanced(by: IntakeLimits.facts))

        let first = patience.lookAgain(missing: [.order("o"), .product("p")], now: now)
        let later = now.advanced(by: .days(1))
        let second = patience.lookAgain(missing: [.product("p")], now: later)
        let third = patience.lookAgain(missing: [.product("p")], now: later.advanced(by: IntakeLimits.product))

        #expect(first == now.advanced(by: IntakeLimits.facts))
        #expect(second == later.advanced(by: IntakeLimits.product))
        #expect(third == nil)
        #expect(patience.lookAgain(missing: [.order("o")], now: now.advanced(by: IntakeLimits.facts)) == nil)
    }
}
