import Contracts
import Kernel

/// What carriers report of a parcel.
extension Storyteller {
    /// Picked up, then in transit or lost, then delivered. Some of the scans come after the receipt.
    func scans(_ parcel: Parcel, _ chance: inout Chance) throws(ContractViolation) -> [Scene] {
        let carrier = chance.pick(parcel.draft.sale.merchant.carriers)
        var scenes: [Scene] = []
        for (index, status) in statuses(parcel.draft.plot).enumerated() {
            let isLate = parcel.draft.plot != .silentlyLost && chance.happens(Calibration.scanAfterReceipt)
            let tick = isLate ? parcel.receiptTick + 30 : StoryTicks.firstScan + 35 * index + Int(chance.whole(0...20))
            let scanned = ParcelScanned(
                merchant: parcel.draft.sale.merchant.id, parcelId: parcel.id, returnId: parcel.draft.returnId,
                status: status, scannedAt: parcel.handedOver.advanced(by: .hours(Int64(18 * index))), carrier: carrier)
            let event = try Sender.carrier.event(
                scanned, id: "\(scanned.merchant)-\(parcel.id)-\(status.rawValue)", at: scanned.scannedAt,
                correlation: parcel.draft.returnId)
            scenes.append(Scene(tick: tick, event: event))
        }
        return scenes
    }

    private func statuses(_ plot: Plot) -> [ParcelStatus] {
        switch plot {
        case .lostByCarrier: [.pickedUp, .lost]
        case .silentlyLost: [.pickedUp]
        case .lostAndFound: [.pickedUp, .lost, .delivered]
        default: [.pickedUp, .inTransit, .delivered]
        }
    }
}
