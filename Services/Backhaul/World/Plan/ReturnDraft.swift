import Contracts
import Kernel

/// A return as its customer sees it: what was bought, what is asked for, what will be sent.
struct ReturnDraft: Sendable {
    let number: Int
    let plot: Plot
    var sale: Sale
    let returnId: String
    let requestedAt: Instant
    let route: ReturnRoute
    /// What the customer sends back: line of the sale and items.
    var chosen: [Chosen]

    struct Chosen: Sendable {
        let line: Int
        let quantity: Int64
        let reason: ReturnReason
        let resolution: Resolution
        /// The merchant lets the customer keep these.
        let stays: Bool
    }

    /// The request; the plot decides what is wrong with it.
    func request(id: String? = nil) -> ReturnRequested {
        ReturnRequested(
            merchant: sale.merchant.id, returnId: id ?? returnId, customerId: sale.customerId,
            requestedAt: requestedAt, route: route,
            lines: chosen.enumerated().map { requestedLine($0.offset, $0.element) })
    }

    private func requestedLine(_ index: Int, _ chosen: Chosen) -> RequestedLine {
        let line = sale.lines[chosen.line].line
        return RequestedLine(
            lineId: String(index + 1), orderId: sale.orderId,
            orderLineId: plot == .unknownLine ? "99" : line.lineId,
            quantity: plot == .moreThanBought ? line.quantity + 2 : chosen.quantity, reason: chosen.reason,
            resolution: chosen.resolution)
    }

    /// The items that the customer packs, as a site would see them.
    func packedItems() -> [ReceivedItem] {
        var items: [ReceivedItem] = []
        for chosen in chosen where !chosen.stays {
            for piece in 0..<chosen.quantity {
                items.append(item(chosen, piece: Int(piece), number: Int64(items.count + 1)))
            }
        }
        return items
    }

    private func item(_ chosen: Chosen, piece: Int, number: Int64) -> ReceivedItem {
        let line = sale.lines[chosen.line]
        let serials = line.line.serials ?? []
        return ReceivedItem(
            itemNumber: number, sku: line.article.sku, gtin: line.article.gtin,
            serial: piece < serials.count ? serials[piece] : nil, lot: line.line.lot,
            massGrams: line.article.massGrams + Int64(piece),
            damagedInTransit: chosen.reason == .damagedInTransit ? true : nil)
    }
}
