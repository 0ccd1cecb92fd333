import Contracts
import Kernel

/// What happens beside the announced returns.
extension Storyteller {
    /// A parcel that nobody announced; what is in it can be told in two cases of three.
    func blindParcel(_ number: Int, _ chance: inout Chance) throws(ContractViolation) -> Scene {
        let merchant = chance.pick(Merchant.all)
        let article = drafter.makers.assortment.pick(merchant, chance.pick(Calibration.salesByCategory), &chance)
        let isReadable = chance.happens(BasisPoints(6_600))
        let item = ReceivedItem(
            itemNumber: 1, sku: isReadable ? article.sku : nil, gtin: isReadable ? article.gtin : nil,
            lot: isReadable && chance.happens(BasisPoints(5_000)) ? chance.pick(article.lots) : nil,
            massGrams: article.massGrams, note: isReadable ? nil : "no label, no slip: \(article.kind.name)?")
        let received = ParcelReceived(
            merchant: merchant.id, parcelId: "b-\(100_000 + number)", returnId: nil,
            siteId: chance.pick(merchant.sites),
            receivedAt: drafter.options.start.moved(back: chance.time(.hours(1) ... .days(30))), items: [item])
        let event = try Sender.site.event(
            received, id: "\(merchant.id)-b-\(100_000 + number)-received", at: received.receivedAt, items: 1)
        return Scene(tick: StoryTicks.received + Int(chance.whole(0...60)), event: event)
    }

    /// An order of which nothing comes back: its goods matter to recalls.
    func unreturnedOrder(_ number: Int, _ chance: inout Chance) throws(ContractViolation) -> [Scene] {
        let merchant = chance.pick(Merchant.all)
        let delivered = drafter.options.start.moved(back: chance.time(.days(3) ... .days(60)))
        let sale = drafter.makers.sale(
            "k-\(100_000 + number)", merchant, chance.pick(Calibration.salesByCategory),
            firstQuantity: drafter.makers.quantity(&chance), at: SaleTimes(delivered: delivered, &chance),
            chance.pick(Terms.all(of: merchant)), channel: chance.pick(Calibration.channels), &chance)
        return try Self.scenes(of: sale, at: StoryTicks.shipped + Int(chance.whole(0...40)))
    }
}
