import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

/// The stream has the mix that the calibration states.
@Suite struct CalibrationTests {
    private static let drafts: [ReturnDraft] = {
        let teller = Storyteller(
            options: WorldOptions(returns: 0, seed: 11, start: WorldPlanTests.start), assortment: Assortment(seed: 11))
        return (0..<4_000).map { number in
            var chance = Chance(seed: 11, "story", String(number))
            return teller.drafter.draft(number, &chance)
        }
    }()

    @Test func plotsHaveTheirShares() {
        for share in Plot.shares where share.value != .ordinary {
            let expected = share.weight * Int64(Self.drafts.count) / 10_000
            let found = Int64(Self.drafts.count { $0.plot == share.value })
            // Four standard deviations of a count.
            #expect(abs(found - expected) * abs(found - expected) <= 16 * max(expected, 1), "\(share.value)")
        }
    }

    @Test func apparelAndShoesComeBackMost() {
        let worn = Self.drafts.count { [.apparel, .shoes].contains($0.sale.lines[0].article.category) }

        #expect((2_000...2_800).contains(worn))
    }

    @Test func lateRequestsAreOutsideTheirWindow() {
        for draft in Self.drafts {
            let days = draft.sale.terms.days(draft.sale.lines[0].article.category, draft.sale.channel)
            let waited = draft.requestedAt.since(draft.sale.times.delivered).wholeDays
            guard draft.sale.terms.permitted else { continue }
            #expect((waited > days) == (draft.plot == .late))
        }
    }

    @Test func requestsFallIntoTheSixtyDaysBeforeTheStart() {
        for draft in Self.drafts {
            #expect(draft.requestedAt < WorldPlanTests.start)
            #expect(WorldPlanTests.start.since(draft.requestedAt).wholeDays <= 60)
            #expect(draft.sale.times.ordered < draft.sale.times.shipped)
            #expect(draft.sale.times.delivered <= draft.requestedAt)
        }
    }

    @Test func nobodyMustGuessWhetherGoodsStayWithTheCustomer() {
        for draft in Self.drafts {
            let limit = draft.sale.terms.returnlessBelow
            for chosen in draft.chosen {
                let line = draft.sale.lines[chosen.line]
                let net = line.value(of: chosen.quantity)
                let gross = net + (line.line.tax ?? 0) * chosen.quantity / line.line.quantity
                #expect((net < limit) == (gross < limit))
                #expect(draft.plot == .ordinary || !chosen.stays)
            }
        }
    }

    @Test func theCatalogueHasEveryCategoryAndLithium() {
        let assortment = Assortment(seed: 1)

        #expect(assortment.articles.count == 500)
        #expect(Set(assortment.articles.map(\.category)) == Set(ProductCategory.allCases))
        #expect(assortment.articles.contains { $0.kind.hazard?.isLithium == true })
        #expect(assortment.articles.contains { $0.vendor != nil })
        #expect(Set(assortment.articles.compactMap(\.gtin)).count == 500)
    }

    @Test func recallsOfEveryKindAreAnnounced() throws {
        let plan = try RecallPlan(
            options: WorldOptions(returns: 3_000, seed: 7, start: WorldPlanTests.start), assortment: Assortment(seed: 7)
        )
        let events = plan.entries.map(\.event)
        let notices = try events.filter { $0.type == RecallPublished.type }
            .map { try EventCodec.decode(RecallPublished.self, from: read($0).data).notice }

        #expect(notices.count == 6)
        #expect(notices.contains { $0.mock == true })
        #expect(notices.contains { $0.scope.lots != nil })
        #expect(notices.contains { $0.scope.serialRanges != nil })
        #expect(events.contains { $0.type == RecallAmended.type })
        #expect(events.contains { $0.type == RecallEnded.type })
        #expect(Set(notices.map { $0.merchant }).count >= 3)
    }
}
