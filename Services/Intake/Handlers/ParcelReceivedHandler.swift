import Contracts
import IntakeDomain
import Kernel
import Worker

/// Makes units of what was found in a parcel, once its return is decided or known not to exist.
struct ParcelReceivedHandler: EventHandler {
    func need(_ event: ParcelReceived, _ keys: inout IntakeKeys) {
        keys.parcels.insert(event.key)
        keys.receipts.insert(event.receiptKey)
        if let returnID = event.returnId { keys.returns.insert(MerchantKey(event.merchant, returnID)) }
        for sku in event.items.compactMap(\.sku) { keys.glances.insert(MerchantKey(event.merchant, sku)) }
    }

    func decide(
        _ event: ParcelReceived, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let key = event.receiptKey
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = working.receipts[key] {
            guard known.fingerprint == fingerprint else {
                throw ContractViolation(.conflict, "receiptId: received before, with other content")
            }
            return
        }
        let before = working.parcels[event.key] ?? ParcelRow()
        var parcel = before
        parcel.receivedAt = min(parcel.receivedAt ?? event.receivedAt, event.receivedAt)
        working.parcels[event.key] = parcel
        working.count(event.key, before, parcel)
        let returnID = event.returnId ?? parcel.returnID
        working.receipts[key] = ReceiptRow(returnID: returnID, waiting: nil, fingerprint: fingerprint)
        let returnKey = returnID.map { MerchantKey(event.merchant, $0) }
        if let returnKey, working.mustWait(for: returnKey) {
            try working.keep(event, key, until: returnKey, context.now, &effects)
        } else {
            try working.open(event, key, returnKey, context.now, &effects)
        }
        try working.settleParcel(parcel, of: event, context.now, &effects)
    }
}

extension ParcelReceived {
    var receiptKey: ReceiptKey { ReceiptKey(merchant, parcelId, receiptId ?? "1") }
}

extension IntakeWorking {
    fileprivate func mustWait(for key: MerchantKey) -> Bool { !(returns[key]?.file.status.isDecided ?? false) }

    /// Keeps a receipt until its return is decided. One that nobody requested is waited for only for a while.
    fileprivate mutating func keep(
        _ event: ParcelReceived, _ key: ReceiptKey, until returnKey: MerchantKey, _ now: Instant,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        receipts[key]?.waiting = event
        var row = returns[returnKey] ?? ReturnRow(returnKey)
        row.waitingReceipts.append(key)
        returns[returnKey] = row
        guard row.file.status == .expected else { return }
        effects.schedule(try ReceiptTimer.entry(key, dueAt: now.advanced(by: IntakeLimits.receipt)))
    }

    /// A parcel that arrived may have been the last one under way of a return that another parcel of was lost.
    fileprivate mutating func settleParcel(
        _ parcel: ParcelRow, of event: ParcelReceived, _ now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let returnID = parcel.returnID, returnID != event.returnId else { return }
        try followTransit(MerchantKey(event.merchant, returnID), moves: false, now, &effects)
    }
}
