import IntakeDomain
import Kernel
import Worker

/// Everything that a batch of intake looks at and changes.
///
/// Locks are taken in one order everywhere: parcels, returns, orders, policies, products; rows of each in key order.
/// Lines, refunds, units and receipts are only touched under the lock of their return or parcel.
package struct IntakeWorking: WorkingSet {
    package typealias Keys = IntakeKeys

    package var orders = Table<MerchantKey, OrderRow>()
    package var products = Table<MerchantKey, ProductRow>()
    package var policies = Table<MerchantKey, PolicyRow>()
    package var returns = Table<MerchantKey, ReturnRow>()
    package var parcels = Table<MerchantKey, ParcelRow>()
    package var receipts = Table<ReceiptKey, ReceiptRow>()
    package var units = Table<MerchantKey, UnitRow>()
    package var waits = Waits()

    /// Nothing is known.
    package init() {}

    package static func load(_ keys: IntakeKeys, from session: any SQLSession) throws(Fault) -> IntakeWorking {
        var loader = Loader(session)
        try loader.load(keys)
        return loader.working
    }

    package func store(into session: any SQLSession) throws(Fault) {
        try storeParcels(into: session)
        try storeReturns(into: session)
        try storeLines(into: session)
        try storeRefunds(into: session)
        try storeUnits(into: session)
        try storeReceipts(into: session)
        try storeOrders(into: session)
        try storePolicies(into: session)
        try storeProducts(into: session)
        try storeWaits(into: session)
    }
}

/// Which returns wait for which facts.
package struct Waits: Sendable {
    private var before: Set<Wait> = []
    private var current: Set<Wait> = []

    /// Takes over what the database has.
    package mutating func load(_ wait: Wait) {
        before.insert(wait)
        current.insert(wait)
    }

    /// From now on the fact wakes the return.
    package mutating func add(_ wait: Wait) { current.insert(wait) }

    /// Takes away and returns those who wait for a fact, in order.
    package mutating func wake(_ kind: Wait.Kind, _ fact: MerchantKey) -> [String] {
        let woken = current.filter { $0.kind == kind && $0.fact == fact }
        current.subtract(woken)
        return woken.map(\.returnID).sorted()
    }

    /// Waits that are new, in order.
    var added: [Wait] { current.subtracting(before).sorted() }
    /// Waits that are over, in order.
    var removed: [Wait] { before.subtracting(current).sorted() }
}
