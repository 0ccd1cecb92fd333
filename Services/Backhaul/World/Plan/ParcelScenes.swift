import Contracts
import Kernel

/// What the customer sends: scans by the carrier and receipts by the site.
extension Storyteller {
    func parcelScenes(
        _ draft: ReturnDraft, requestTick: Int, _ chance: inout Chance
    ) throws(ContractViolation) -> [Scene] {
        guard sends(draft, &chance) else { return [] }
        let parcels = pack(draft, &chance)
        guard !parcels.isEmpty else { return [] }
        var scenes: [Scene] = []
        let isEarly = chance.happens(Calibration.receiptBeforeRequest)
        for (index, items) in parcels.enumerated() {
            let parcel = Parcel(
                id: "p-\(100_000 + draft.number)-\(index + 1)", draft: draft, items: items,
                handedOver: draft.requestedAt.advanced(by: chance.time(.hours(6) ... .days(5))),
                receiptTick: isEarly
                    ? requestTick - 15 : StoryTicks.received + Int(chance.whole(0...60)) + 40 * index)
            if draft.route != .store { scenes += try scans(parcel, &chance) }
            if arrives(draft) { scenes.append(try receipt(parcel, &chance)) }
        }
        return scenes
    }

    private func sends(_ draft: ReturnDraft, _ chance: inout Chance) -> Bool {
        switch draft.plot {
        case .cancelled, .cancelledBeforeRequest: false
        case let plot where plot.isDeclined || !draft.sale.terms.permitted:
            chance.happens(Calibration.sentAllTheSame)
        default: true
        }
    }

    private func arrives(_ draft: ReturnDraft) -> Bool {
        draft.route == .store || (draft.plot != .lostByCarrier && draft.plot != .silentlyLost)
    }

    /// What is in each parcel. No parcel when everything stays with the customer.
    private func pack(_ draft: ReturnDraft, _ chance: inout Chance) -> [[ReceivedItem]] {
        var items = draft.packedItems()
        guard let first = items.first else { return [] }
        if chance.happens(Calibration.damagedOnTheWayBack) { items[0].damagedInTransit = true }
        switch draft.plot {
        case .wrongItem:
            items[0] = stranger(first.itemNumber, draft.sale.merchant, &chance)
        case .missingItem: items.removeLast()
        case .oneTooMany:
            var extra = first
            extra.itemNumber = Int64(items.count + 1)
            extra.serial = nil
            items.append(extra)
        case .emptyBox: items = []
        case .twoParcels: return [Array(items.prefix(1)), Array(items.dropFirst())]
        default: break
        }
        return [items]
    }

    /// An item that has nothing to do with what was announced.
    private func stranger(_ number: Int64, _ merchant: Merchant, _ chance: inout Chance) -> ReceivedItem {
        let article = drafter.makers.assortment.pick(merchant, chance.pick(Calibration.salesByCategory), &chance)
        return ReceivedItem(
            itemNumber: number, sku: article.sku, gtin: article.gtin, lot: chance.pick(article.lots),
            massGrams: article.massGrams, note: "not what the slip says")
    }

    private func receipt(_ parcel: Parcel, _ chance: inout Chance) throws(ContractViolation) -> Scene {
        let draft = parcel.draft
        let received = ParcelReceived(
            merchant: draft.sale.merchant.id, parcelId: parcel.id, returnId: draft.returnId,
            siteId: chance.pick(draft.sale.merchant.sites),
            receivedAt: parcel.handedOver.advanced(by: chance.time(.days(2) ... .days(8))), items: parcel.items)
        let event = try Sender.site.event(
            received, id: "\(received.merchant)-\(parcel.id)-received", at: received.receivedAt,
            correlation: draft.returnId, items: parcel.items.count)
        return Scene(tick: parcel.receiptTick, event: event)
    }
}

/// A parcel of a return on its way.
struct Parcel: Sendable {
    let id: String
    let draft: ReturnDraft
    let items: [ReceivedItem]
    let handedOver: Instant
    let receiptTick: Int
}
