import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema(GradingShop.tables)) struct GradingStoreTests {
    private func received(_ unit: String, sku: String? = "k") -> GradingInput {
        .received(UnitReceived(GradingInputs.arrival(unit, sku: sku)))
    }

    private func played(_ unit: String) -> GradingInput {
        .result(GradingInputs.result(unit, GradingInputs.played))
    }

    private func toy() throws -> GradingInput { .product(try #require(GradingInputs.product(.toys))) }
    private func policy() throws -> GradingInput { .policy(try #require(GradingInputs.policy([.b: 1_500]))) }

    private func grades(_ events: [OutgoingEvent]) throws -> [UnitGraded] {
        try events.filter { $0.type == UnitGraded.type }.map { try EventCodec.decode(UnitGraded.self, from: $0.data) }
    }

    @Test func theMigrationsMakeTreesThatAreSound() throws {
        let shop = try GradingShop()
        #expect(try shop.count("question_tree") == 7)
        let task = try shop.batch([try toy(), received("u")])
        #expect(task.map(\.type) == [InspectionRequired.type])
    }

    @Test func everyOrderOfBatchesGivesTheSameGrade() throws {
        let shop = try GradingShop()
        var generator = SeededGenerator(seed: 21)
        for number in 0..<40 {
            let (unit, sku, gold) = ("u\(number)", "k\(number)", "gold\(number)")
            var arrival = GradingInputs.arrival(unit, sku: sku)
            arrival.policyId = gold
            let events: [GradingInput] = [
                .received(UnitReceived(arrival)), played(unit),
                .product(try #require(GradingInputs.product(.toys, sku: sku))),
                .policy(try #require(GradingInputs.policy([.b: 1_500], id: gold))),
            ]
            var outgoing: [OutgoingEvent] = []
            for event in (events + events).shuffled(using: &generator) { outgoing += try shop.batch([event]) }

            let graded = try grades(outgoing)
            #expect(graded.count == 1 && outgoing.count <= 2)
            #expect(graded.first?.refundReductionBasisPoints == BasisPoints(1_500))
            #expect(graded.first?.treeId == "toys" && graded.first?.returnId == "r-\(unit)")
        }
        #expect(try shop.count("unit WHERE stage = 'graded'") == 40)
        #expect(try shop.count("watch") == 0)
        #expect(try shop.count("timer") == 0)
    }

    @Test func oneBatchOfAllIsAsGoodAsManyBatches() throws {
        let shop = try GradingShop()
        let units = (0..<200).map { "u\($0)" }
        let outgoing = try shop.batch(units.map(played) + units.map { received($0) } + [try policy(), try toy()])
        #expect(try grades(outgoing).count == 200)
        #expect(try shop.count("unit WHERE stage = 'graded' AND grade = 'B'") == 200)
        #expect(try shop.count("watch") == 0)
    }

    @Test func whatIsWaitedForIsKeptAndGivenUpByTimer() throws {
        let shop = try GradingShop()
        #expect(try shop.batch([received("u"), received("v")]).isEmpty)
        #expect(try shop.count("unit WHERE stage = 'awaiting_product' AND watches_policy") == 2)
        #expect(try shop.count("watch") == 4)
        #expect(try shop.timers(after: .seconds(29)).isEmpty)
        #expect(try shop.timers(after: .seconds(30)).map(\.type) == [InspectionRequired.type, InspectionRequired.type])
        #expect(try shop.count("watch WHERE fact = 'product'") == 0)

        #expect(try shop.batch([played("u"), played("v")]).isEmpty)
        #expect(try shop.count("unit WHERE stage = 'awaiting_policy'") == 2)
        let graded = try grades(try shop.timers(after: .seconds(30)))
        #expect(graded.map(\.refundReductionBasisPoints) == [.zero, .zero])
        #expect(try shop.count("watch") == 0)
    }

    @Test func aStoredUnitRefusesOtherContentAndTakesTheSameAgain() throws {
        let shop = try GradingShop()
        try shop.batch([try toy(), try policy(), received("u"), played("u")])
        #expect(try shop.batch([try toy(), try policy(), received("u"), played("u")]).isEmpty)
        for other in [received("u", sku: nil), .result(GradingInputs.result("u", GradingInputs.sealed))] {
            let fault = #expect(throws: Fault.self) { try shop.batch([other]) }
            #expect(fault?.detail.hasPrefix("conflict") == true)
        }
    }
}
