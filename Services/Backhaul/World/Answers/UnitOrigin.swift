import Contracts
import Kernel

/// What the world remembers of a unit that it has seen arrive, to know what is really the matter with it.
struct UnitOrigin: Sendable, Hashable {
    /// Of the parcel and the place in it: the physical item, whatever ids the pipeline gives it.
    let item: UInt64
    let reason: ReturnReason?
    let damagedInTransit: Bool
    let receivedAt: Instant
    /// What the sale was in; nil for goods of an unknown sale.
    let currency: Currency?
    /// A bench was asked to look at it.
    var isAsked = false
    /// At what value a shop has it now, in minor units; 0 while none has.
    var shelfValue: MinorUnits = 0

    init(_ arrival: UnitArrival) {
        var hash = StableHash()
        hash.add(arrival.merchant)
        hash.add(arrival.parcelId)
        hash.add(arrival.itemNumber)
        item = hash.value
        reason = arrival.reason
        damagedInTransit = arrival.damagedInTransit == true
        receivedAt = arrival.receivedAt
        currency = arrival.currency
    }
}
