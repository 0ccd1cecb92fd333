import Contracts
import IntakeDomain
import Kernel
import Worker

extension IntakeWorking {
    /// Makes one unit of every item of a receipt, matched against its return when that is decided.
    mutating func open(
        _ event: ParcelReceived, _ key: ReceiptKey, _ returnKey: MerchantKey?, _ now: Instant,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        receipts[key]?.waiting = nil
        var row = returnKey.map { returns[$0] ?? ReturnRow($0) }
        row?.waitingReceipts.removeAll { $0 == key }
        let found = event.items.map { FoundItem(sku: $0.sku, gtin: $0.gtin, serial: $0.serial, lot: $0.lot) }
        let matches =
            row.map { match(found, to: $0.file) } ?? Array(repeating: .unannounced, count: found.count)
        var arrived: [UnitOfLine] = []
        for (item, match) in zip(event.items, matches) {
            let unitID = derivedID("u", key.merchant, key.parcelID, key.receiptID, String(item.itemNumber))
            units[MerchantKey(key.merchant, unitID)] = UnitRow(key, item, match, row, event.receivedAt)
            if let line = match.line, let number = match.item {
                arrived.append(UnitOfLine(unitID: unitID, line: line, item: number))
            }
            try effects.tell(arrival(unitID, item, match, row, event), returnKey?.id)
        }
        guard let returnKey, var row else { return }
        let consequences = row.file.received(arrived, now: now)
        returns[returnKey] = row
        try effects.tell(consequences, of: row.file, now)
        try followTransit(returnKey, moves: false, now, &effects)
    }

    private func arrival(
        _ unitID: String, _ item: ReceivedItem, _ match: Match, _ row: ReturnRow?, _ event: ParcelReceived
    ) -> UnitArrival {
        var arrival = UnitArrival(
            merchant: event.merchant, unitId: unitID, parcelId: event.parcelId, itemNumber: item.itemNumber,
            siteId: event.siteId, receivedAt: event.receivedAt, finding: match.finding, matchedBy: match.matchedBy)
        arrival.returnId = row?.file.returnID
        arrival.customerId = row?.customerID
        arrival.sku = item.sku
        arrival.gtin = item.gtin
        arrival.serial = item.serial
        arrival.lot = item.lot
        arrival.damagedInTransit = item.damagedInTransit
        if let row, let line = match.line { arrival.fill(from: row.file.lines[line], match) }
        if arrival.gtin == nil, let sku = arrival.sku {
            arrival.gtin = products[MerchantKey(event.merchant, sku)]?.facts?.gtin
        }
        return arrival
    }
}

extension UnitArrival {
    /// Adds what the sale says of a unit that belongs to a return line.
    fileprivate mutating func fill(from line: ReturnLine, _ match: Match) {
        lineId = line.request.lineID
        orderId = line.request.orderID
        orderLineId = line.request.orderLineID
        reason = line.request.reason
        guard let sold = line.sold else { return }
        customerId = sold.customerID ?? customerId
        sku = sku ?? sold.line.sku
        gtin = gtin ?? sold.line.gtin
        lot = lot ?? sold.line.lot
        if serial == nil, sold.line.quantity == 1 { serial = sold.line.serials.first }
        madeAt = sold.line.madeAt
        country = sold.country
        soldAt = sold.soldAt
        policyId = sold.policyID
        currency = sold.currency
        paid = match.item.map { sold.line.paid(for: $0) }
    }
}

extension UnitRow {
    fileprivate init(_ key: ReceiptKey, _ item: ReceivedItem, _ match: Match, _ row: ReturnRow?, _ at: Instant) {
        self.init(
            receipt: key, itemNumber: item.itemNumber, returnID: row?.file.returnID,
            lineID: match.line.flatMap { row?.file.lines[$0].request.lineID }, item: match.item,
            finding: match.finding, matchedBy: match.matchedBy, receivedAt: at)
    }
}
