import Contracts
import IntakeDomain
import Kernel
import Worker

/// Follows a parcel: the first scan may set refunds off, a lost one gives its items up.
struct ParcelScannedHandler: EventHandler {
    func need(_ event: ParcelScanned, _ keys: inout IntakeKeys) {
        keys.parcels.insert(event.key)
        if let returnID = event.returnId { keys.returns.insert(MerchantKey(event.merchant, returnID)) }
    }

    func decide(
        _ event: ParcelScanned, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let before = working.parcels[event.key] ?? ParcelRow()
        var parcel = before
        if let known = parcel.returnID, let named = event.returnId, known != named {
            throw ContractViolation(.conflict, "returnId: the parcel was scanned for another return")
        }
        parcel.returnID = parcel.returnID ?? event.returnId
        if parcel.isNews(event) {
            parcel.status = event.status
            parcel.scannedAt = event.scannedAt
        }
        working.parcels[event.key] = parcel
        working.count(event.key, before, parcel)
        guard let returnID = parcel.returnID else { return }
        let key = MerchantKey(event.merchant, returnID)
        var row = working.returns[key] ?? ReturnRow(key)
        let consequences = row.file.scanned(at: event.scannedAt, now: context.now)
        working.returns[key] = row
        try effects.tell(consequences, of: row.file, context.now)
        try working.followTransit(key, moves: event.status != .lost, context.now, &effects)
    }
}

extension ParcelRow {
    /// The newest scan holds; of two at the same time the one that says more.
    fileprivate func isNews(_ event: ParcelScanned) -> Bool {
        guard let scannedAt, let status else { return true }
        return (scannedAt, status.rank) < (event.scannedAt, event.status.rank)
    }
}

extension ParcelStatus {
    fileprivate var rank: Int {
        switch self {
        case .pickedUp: 0
        case .inTransit: 1
        case .lost: 2
        case .delivered: 3
        }
    }
}

extension IntakeWorking {
    /// Keeps the return's counts of its parcels in step with where one of them is.
    mutating func count(_ key: MerchantKey, _ before: ParcelRow, _ after: ParcelRow) {
        func change(_ place: ParcelRow.Place) -> Int64 {
            let was = before.returnID != nil && before.place == place
            let isNow = after.returnID != nil && after.place == place
            return (isNow ? 1 : 0) - (was ? 1 : 0)
        }
        guard let returnID = after.returnID, change(.moving) != 0 || change(.lost) != 0 else { return }
        let returnKey = MerchantKey(key.merchant, returnID)
        var row = returns[returnKey] ?? ReturnRow(returnKey)
        row.file.movingParcels += change(.moving)
        row.file.lostParcels += change(.lost)
        returns[returnKey] = row
    }
}
