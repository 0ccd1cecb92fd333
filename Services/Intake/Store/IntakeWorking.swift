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
        let returned = returns.changes
        try storeParcels(into: session)
        try store(returned, into: session)
        try storeLines(of: returned, into: session)
        try storeRefunds(of: returned, into: session)
        try storeUnits(into: session)
        try storeReceipts(into: session)
        try storeOrders(into: session)
        try storePolicies(into: session)
        try storeProducts(into: session)
        try storeWaits(into: session)
    }
}

/// Returns that begin to wait for facts in this batch, and facts that came. Who waited before is not loaded: any number
/// of returns may wait for one policy.
package struct Waits: Sendable {
    /// A fact that came, and when.
    struct Arrival: Hashable, Sendable {
        var kind: Wait.Kind
        var fact: MerchantKey
    }

    private var waiting: Set<Wait> = []
    private(set) var arrivals: [Arrival: Instant] = [:]

    /// From now on the fact wakes the return.
    package mutating func add(_ wait: Wait) { waiting.insert(wait) }

    /// The fact has come: the store wakes all who waited for it before this batch.
    ///
    /// - Returns: those who began to wait in this batch, in order.
    package mutating func wake(_ kind: Wait.Kind, _ fact: MerchantKey, _ now: Instant) -> [String] {
        arrivals[Arrival(kind: kind, fact: fact)] = now
        let woken = waiting.filter { $0.kind == kind && $0.fact == fact }
        waiting.subtract(woken)
        return woken.map(\.returnID).sorted()
    }

    /// Waits that are new, in order.
    var added: [Wait] { waiting.sorted() }
}
