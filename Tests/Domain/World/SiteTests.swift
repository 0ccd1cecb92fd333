import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct SiteTests {
    static func order(
        _ number: Int, _ step: WorkStep, _ disposition: Disposition = .restockNew, unit: Int = 1
    ) -> WorkOrdered {
        WorkOrdered(
            merchant: "harbour", workOrderId: "w-\(number)", unitId: "u-\(unit)", decisionId: "d-1",
            disposition: disposition, step: step, stepNumber: 1, stepCount: 1, siteId: "GB-DIRFT-1", sku: "HO-1000",
            instructions: nil, orderedAt: WorldPlanTests.start)
    }

    static func price() throws -> ArticlePrice {
        ArticlePrice(
            currency: try #require(Currency("GBP")), cost: 500, listPrice: 1_000, category: .home, vendorCredit: 400)
    }

    @Test func aboutFourPercentOfTheStepsFail() throws {
        let price = try Self.price()
        let site = Site(seed: 2)
        let failed = (0..<5_000).count {
            let report = site.report(
                Self.order($0, .clean), of: UnitOrigin(.sample(1)), HiddenCondition(), price: price,
                currency: price.currency)
            if case .failed = report { return true }
            return false
        }

        #expect((140...260).contains(failed))
    }

    @Test(arguments: [
        WorkStep.pullFromShelf, .quarantine, .transport, .handOverDonation, .handOverRecycler, .handOverDisposal,
        .handOverHazardous,
    ])
    func takingAwayNeverFails(step: WorkStep) throws {
        let price = try Self.price()
        for number in 0..<300 {
            let report = Site(seed: 2).report(
                Self.order(number, step), of: UnitOrigin(.sample(1)), HiddenCondition(), price: price,
                currency: price.currency)
            guard case .completed = report else {
                Issue.record("\(step) failed")
                return
            }
        }
    }

    @Test(arguments: WorkStep.allCases)
    func amountsKeepTheContract(step: WorkStep) throws {
        let price = try Self.price()
        let brings: Set<WorkStep> = [.restock, .list, .shipToBuyer, .shipToVendor, .disassemble, .handOverRecycler]
        for (number, disposition) in Disposition.allCases.enumerated() {
            let report = Site(seed: 2).report(
                Self.order(number, step, disposition), of: UnitOrigin(.sample(1)), HiddenCondition(), price: price,
                currency: price.currency)
            guard case .completed(let completed) = report else { continue }
            #expect(completed.violation() == nil)
            #expect((completed.proceeds > 0) == brings.contains(step))
            #expect(completed.cost > 0)
        }
    }

    @Test func goodsTakenOffAShelfCostWhatTheShopPaidForThem() throws {
        let price = try Self.price()
        var answerer = Answerer(seed: 2, baseCurrency: price.currency, isDisturbed: false)
        answerer.sees(.sample(1))
        let restocked = try completed(answerer.answer(Self.order(1, .restock), price: price))
        let pulled = try completed(answerer.answer(Self.order(2, .pullFromShelf), price: price))

        #expect(restocked.proceeds > 800)
        #expect(pulled.cost > restocked.proceeds)
        #expect(pulled.proceeds == 0)
    }

    @Test func anOrderToldTwiceIsAnsweredOnce() throws {
        var answerer = Answerer(seed: 2, baseCurrency: try Self.price().currency)
        answerer.sees(.sample(1))

        #expect(try answerer.answer(Self.order(1, .quarantine), price: nil)?.isEmpty == false)
        #expect(try answerer.answer(Self.order(1, .quarantine), price: nil)?.isEmpty == true)
    }

    @Test func sitesAccountInTheCurrencyOfTheSaleThenOfTheArticle() throws {
        let euro = try #require(Currency("EUR"))
        let pounds = try Self.price()
        var answerer = Answerer(seed: 2, baseCurrency: euro)
        answerer.sees(.sample(1, currency: "USD"))
        answerer.sees(.sample(2, currency: nil))
        let sale = try completed(answerer.answer(Self.order(1, .quarantine, unit: 1), price: pounds))
        let article = try completed(answerer.answer(Self.order(2, .quarantine, unit: 2), price: pounds))
        let nothing = try completed(answerer.answer(Self.order(3, .quarantine, unit: 2), price: nil))

        #expect([sale, article, nothing].map(\.currency.code) == ["USD", "GBP", "EUR"])
    }

    private func completed(_ events: [WorldEvent]?) throws -> WorkCompleted {
        let event = try #require(events?.first)
        return try EventCodec.decode(WorkCompleted.self, from: read(event).data)
    }
}
