import Contracts
import IntakeDomain
import Kernel
import Worker

/// Loads a batch: first what the events name, then what follows from it, always in the order of the locks.
///
/// Whoever may be one half of a pair inserts the missing row and locks it before reading, so that two transactions
/// cannot both miss the other half. A row that the batch writes in any case is not inserted beforehand: the store
/// inserts it whole, and when another transaction was first the batch is tried again, and finds it. Facts that are
/// there already are read without a lock: they do not go away.
struct Loader {
    let session: any SQLSession
    var working = IntakeWorking()

    init(_ session: any SQLSession) { self.session = session }

    mutating func load(_ keys: IntakeKeys) throws(Fault) {
        try loadParcels(keys.parcels)
        try loadReceipts(keys.receipts)
        var glances = keys.glances
        var returns = keys.returns
        for key in keys.parcels {
            if let returnID = working.parcels[key]?.returnID { returns.insert(MerchantKey(key.merchant, returnID)) }
        }
        for key in keys.receipts {
            guard let receipt = working.receipts[key] else { continue }
            if let returnID = receipt.returnID { returns.insert(MerchantKey(key.merchant, returnID)) }
            for item in receipt.waiting?.items ?? [] {
                if let sku = item.sku { glances.insert(MerchantKey(key.merchant, sku)) }
            }
        }
        try loadReturns(returns, requested: keys.requested)
        try loadFacts(keys, asked: asked(keys), glances: glances)
        try loadUnits(keys.units)
    }

    /// Order lines that may be decided on, by order: those of new requests and of returns that wait or are cancelled.
    private func asked(_ keys: IntakeKeys) -> [MerchantKey: Set<String>] {
        var asked = keys.asked
        for key in keys.deciding {
            for line in working.returns[key]?.file.lines ?? [] {
                asked[MerchantKey(key.merchant, line.request.orderID), default: []].insert(line.request.orderLineID)
            }
        }
        return asked
    }

    private mutating func loadFacts(
        _ keys: IntakeKeys, asked: [MerchantKey: Set<String>], glances: Set<MerchantKey>
    ) throws(Fault) {
        try loadOrders(told: keys.orders, needed: Set(asked.keys))
        var policies: Set<MerchantKey> = []
        var products: Set<MerchantKey> = []
        for (order, lines) in asked {
            guard let sale = working.orders[order]?.shipped ?? keys.sold[order] else { continue }
            policies.insert(MerchantKey(order.merchant, sale.policyID))
            for line in sale.lines where lines.contains(line.lineID) {
                products.insert(MerchantKey(order.merchant, line.sku))
            }
        }
        try loadPolicies(needed: policies, told: keys.policies)
        try loadProducts(needed: products, glances: glances, told: keys.products)
    }
}

/// Parameters of statements over lists of keys.
enum KeyColumns {
    /// Merchants and ids as two arrays, in the order given. Statements that lock put the keys in order themselves.
    static func of(_ keys: some Collection<MerchantKey>) -> [SQLValue] {
        [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))]
    }
}
