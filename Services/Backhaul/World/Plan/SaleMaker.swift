import Contracts
import Kernel

/// Makes orders.
struct SaleMaker: Sendable {
    let assortment: Assortment
    let start: Instant

    /// An order whose first line is of the category given.
    func sale(
        _ orderId: String, _ merchant: Merchant, _ category: ProductCategory, firstQuantity: Int64, at times: SaleTimes,
        _ terms: Terms, channel: SalesChannel, _ chance: inout Chance
    ) -> Sale {
        var lines = [line(1, of: orderId, merchant, category, quantity: firstQuantity, &chance)]
        while lines.count < 5, chance.happens(BasisPoints(3_000)) {
            let other = chance.pick(Calibration.salesByCategory)
            lines.append(
                line(lines.count + 1, of: orderId, merchant, other, quantity: quantity(&chance), &chance))
        }
        return Sale(
            merchant: merchant, terms: terms, orderId: orderId, customerId: "c-\(chance.whole(1...40_000))",
            channel: channel, country: chance.pick(merchant.countries), times: times, lines: lines)
    }

    /// Items on a line: mostly one. A choice.
    func quantity(_ chance: inout Chance) -> Int64 { chance.pick([Share(85, 1), Share(11, 2), Share(4, 3)]) }

    private func line(
        _ number: Int, of orderId: String, _ merchant: Merchant, _ category: ProductCategory, quantity: Int64,
        _ chance: inout Chance
    ) -> SaleLine {
        let article = assortment.pick(merchant, category, &chance)
        let lot = Int(chance.whole(0...Int64(article.lots.count - 1)))
        let price = chance.happens(BasisPoints(2_000)) ? article.listPrice * 85 / 100 : article.listPrice
        let discount = chance.happens(BasisPoints(1_500)) ? price * quantity / 10 : nil
        let net = price * quantity - (discount ?? 0)
        let line = OrderLine(
            lineId: String(number), sku: article.sku, gtin: article.gtin,
            serials: article.hasSerials ? (1...quantity).map { "\(article.sku)-\(orderId)-\(number)\($0)" } : nil,
            lot: article.lots[lot], madeAt: article.madeAt(lot: lot, before: start), quantity: quantity,
            unitPrice: price, discount: discount, tax: tax(on: net, merchant), shippingShare: number == 1 ? 399 : nil)
        return SaleLine(article: article, line: line)
    }

    /// Value added tax of 20 % in Europe, sales tax of 8 % in the United States. A choice near the real rates.
    func tax(on net: MinorUnits, _ merchant: Merchant) -> MinorUnits {
        BasisPoints(merchant.currency.code == "USD" ? 800 : 2_000).of(net)
    }
}
