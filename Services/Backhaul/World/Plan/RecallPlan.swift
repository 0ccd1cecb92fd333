import Contracts
import Kernel

/// The recalls of a run: when in the stream each notice comes, and what it says.
struct RecallPlan: Sendable {
    /// A notice and its place, in hundredths of a percent of the stream.
    struct Entry: Sendable {
        let place: BasisPoints
        let event: WorldEvent
    }

    let entries: [Entry]

    /// One recall for every five hundred returns, three at least; a choice, far above the field's rate.
    ///
    /// - Throws: `ContractViolation` when a notice has no JSON form.
    init(options: WorldOptions, assortment: Assortment) throws(ContractViolation) {
        let categories: [ProductCategory] = [.electronics, .toys, .foodAndDrink, .beauty]
        // Turn by turn through the merchants, so that the first few recalls are of different ones.
        let candidates = Merchant.all.enumerated().flatMap { index, merchant in
            assortment.bestSellers(merchant.value.id, Array(categories.suffix(index) + categories.dropLast(index)))
                .enumerated()
                .map { (turn: $0.offset, article: $0.element) }
        }.sorted { $0.turn < $1.turn }
        let count = min(candidates.count, max(3, options.returns / 500))
        var entries: [Entry] = []
        for (number, candidate) in candidates.prefix(count).enumerated() {
            entries += try Self.recall(number, of: candidate.article, options: options)
        }
        self.entries = entries.sorted { $0.place < $1.place }
    }

    private static func recall(
        _ number: Int, of article: Article, options: WorldOptions
    ) throws(ContractViolation) -> [Entry] {
        let place = Int64(2_500 + number * 3_700 % 4_500)
        let published = notice(number, of: article, options, version: 1)
        let amended = notice(number, of: article, options, version: 2)
        // One in six is told out of order: the amendment is there first.
        let isSwapped = number % 6 == 5
        var entries = [
            Entry(
                place: BasisPoints(isSwapped ? place + 900 : place),
                event: try Sender.regulator.event(
                    RecallPublished(published), id: "\(published.recallId)-1", at: published.publishedAt))
        ]
        if number % 3 != 0 {
            entries.append(
                Entry(
                    place: BasisPoints(isSwapped ? place : place + 900),
                    event: try Sender.regulator.event(
                        RecallAmended(amended), id: "\(amended.recallId)-2", at: amended.publishedAt)))
        }
        if number % 4 == 3 {
            let closed = RecallEnded(
                merchant: article.merchant, recallId: published.recallId,
                closedAt: amended.publishedAt.advanced(by: .hours(4)))
            entries.append(
                Entry(
                    place: BasisPoints(place + 2_000),
                    event: try Sender.regulator.event(closed, id: "\(closed.recallId)-3", at: closed.closedAt)))
        }
        return entries
    }

    private static func notice(
        _ number: Int, of article: Article, _ options: WorldOptions, version: Int
    ) -> RecallNotice {
        let remedies: [RecallRemedy] = [.refund, .destroy, .returnToVendor, .replace]
        return RecallNotice(
            merchant: article.merchant, recallId: "recall-\(number + 1)",
            publishedAt: options.start.moved(back: .hours(Int64(48 - version * 8))), title: article.name,
            hazard: article.kind.hazard?.isLithium == true ? "The battery can overheat" : "A part can come loose",
            remedy: remedies[number % remedies.count], mock: number % 4 == 2 ? true : nil,
            scope: scope(number, of: article, options, version: version))
    }

    /// Whole articles, lots, serial numbers or sale dates; amendments are wider.
    private static func scope(
        _ number: Int, of article: Article, _ options: WorldOptions, version: Int
    ) -> RecallScope {
        let gtins = article.gtin.map { [$0] }
        switch number % 4 {
        case 1 where article.hasSerials:
            let last = 100_000 + options.returns / (version == 1 ? 2 : 1)
            return RecallScope(
                gtins: gtins,
                serialRanges: [
                    SerialRange(first: "\(article.sku)-o-100000-11", last: "\(article.sku)-o-\(last)-99")
                ])
        case 1: return RecallScope(gtins: gtins, lots: Array(article.lots.suffix(version == 1 ? 2 : 3)))
        case 2:
            return RecallScope(skus: [article.sku], soldFrom: options.start.moved(back: .days(version == 1 ? 40 : 60)))
        case 3:
            return RecallScope(
                gtins: gtins, lots: Array(article.lots.prefix(version == 1 ? 3 : 4)),
                madeFrom: options.start.moved(back: .days(400)))
        default: return RecallScope(gtins: gtins)
        }
    }
}
