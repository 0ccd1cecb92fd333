import Contracts
import Kernel

/// Draws up one return after another: who, what, why, and how it goes.
struct ReturnDrafter: Sendable {
    let options: WorldOptions
    let makers: SaleMaker

    func draft(_ number: Int, _ chance: inout Chance) -> ReturnDraft {
        let plot = chance.pick(Plot.shares)
        let merchant = chance.pick(Merchant.all)
        let category = chance.pick(Calibration.returnsByCategory)
        let channel = chance.pick(Calibration.channels)
        let terms = plot == .ordinary ? chance.pick(Terms.all(of: merchant)) : Terms.all(of: merchant)[0].value
        let requestedAt = options.start.moved(back: chance.time(.hours(1) ... .days(60)))
        let days = terms.days(category, channel)
        var sale = makers.sale(
            "o-\(100_000 + number)", merchant, category,
            firstQuantity: max(plot.itemsNeeded, makers.quantity(&chance)),
            at: SaleTimes(delivered: delivered(requestedAt, days: days, plot, &chance), &chance), terms,
            channel: channel, &chance)
        if plot == .finalSale { sale.lines[0].line.finalSale = true }
        settle(&sale, plot)
        return ReturnDraft(
            number: number, plot: plot, sale: sale, returnId: "r-\(100_000 + number)", requestedAt: requestedAt,
            route: chance.pick(Calibration.routes), chosen: choose(sale, plot, &chance))
    }

    /// A day or more inside the window, or ten days and more outside it.
    private func delivered(_ requestedAt: Instant, days: Int64, _ plot: Plot, _ chance: inout Chance) -> Instant {
        let range: ClosedRange<TimeSpan> =
            plot == .late ? .days(days + 10) ... .days(days + 40) : .hours(12) ... .days(max(1, min(days - 1, 45)))
        return requestedAt.moved(back: chance.time(range))
    }

    /// Values near the limit below which goods stay with the customer are moved off it: what counts as the value
    /// (with tax or without) is for intake to say, and the world must know who sends a parcel. Where the plot needs
    /// a parcel, the goods are worth one.
    private func settle(_ sale: inout Sale, _ plot: Plot) {
        let limit = sale.terms.returnlessBelow
        for index in sale.lines.indices {
            let quantity = sale.lines[index].line.quantity
            let one = sale.lines[index].value(of: 1)
            let isDoubtful = (1...quantity).contains { limit / 2 < one * $0 && one * $0 < limit * 3 / 2 }
            guard isDoubtful || (plot != .ordinary && one < limit) else { continue }
            sale.lines[index].line.unitPrice = limit * 3 / 2
            sale.lines[index].line.discount = nil
            sale.lines[index].line.tax = makers.tax(on: limit * 3 / 2 * quantity, sale.merchant)
        }
    }

    private func choose(_ sale: Sale, _ plot: Plot, _ chance: inout Chance) -> [ReturnDraft.Chosen] {
        var chosen: [ReturnDraft.Chosen] = []
        for (index, line) in sale.lines.enumerated() {
            // Only the first line of a return that must be declined, so that the whole of it is.
            guard index == 0 || (plot == .ordinary && returns(line, &chance)) else { continue }
            let all = index == 0 && plot.itemsNeeded > 1
            let quantity = all ? line.line.quantity : chance.whole(1...line.line.quantity)
            chosen.append(
                ReturnDraft.Chosen(
                    line: index, quantity: quantity, reason: chance.pick(Calibration.reasons(line.article.category)),
                    resolution: chance.pick(Calibration.resolutions),
                    stays: sale.terms.staysWithCustomer(
                        value: line.value(of: quantity), hazardous: line.isHazardous)))
        }
        return chosen
    }

    private func returns(_ line: SaleLine, _ chance: inout Chance) -> Bool {
        chance.happens(Calibration.returnRate(line.article.category))
    }
}
