import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// Whoever brings a notice or sweeps is alone; units and sales share. So neither a unit nor a sale can come in
    /// between the moment a scope is set and the moment it is known, and no row needs to be locked by a sweep.
    package static func load(_ keys: RecallKeys, from session: any SQLSession) throws(Fault) -> RecallWorking {
        if !keys.notices.isEmpty || !keys.sweeps.isEmpty {
            try session.post(LockStatements.alone, [])
        } else if !keys.orders.isEmpty || !keys.units.isEmpty {
            try session.post(LockStatements.shared, [])
        }
        var working = RecallWorking()
        try working.loadRecalls(keys, from: session)
        try working.loadOrders(keys.orders.sorted(), from: session)
        try working.loadUnits(keys.units.sorted(), from: session)
        try working.loadActiveRecalls(keys.articles.union(working.articlesOfUnits), from: session)
        try working.loadUnitMarks(from: session)
        try working.loadSweeps(keys.sweeps, from: session)
        return working
    }

    private var articlesOfUnits: [Article] {
        units.flatMap { key, unit in
            Article.names(of: key.merchant, gtin: unit.subject.gtin, sku: unit.subject.sku)
        }
    }
}

/// The lock between scopes and what is matched against them.
enum LockStatements {
    /// Advisory locks are of the whole database, so the schema is part of the key.
    private static let key = "hashtextextended('backhaul recall scopes ' || current_schema(), 0)"

    static let alone = Statement("recall.lock.alone", "SELECT pg_advisory_xact_lock(\(key))")
    static let shared = Statement("recall.lock.shared", "SELECT pg_advisory_xact_lock_shared(\(key))")
}
