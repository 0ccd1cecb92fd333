import GradingDomain
import Kernel
import Worker

/// What grading has loaded for a batch.
///
/// Rows are locked in this order: products, policies, units; within each by key. Rows of `watch` have no locks of their
/// own: they are written only under the lock of the product or policy, or of the unit that they name.
package struct GradingWorking: WorkingSet {
    /// All question trees.
    package let trees: TreeCatalogue
    /// Described articles.
    var products: RowSet<Versioned<ProductCategory>>
    /// Published policies.
    var policies: RowSet<Versioned<GradeReductions>>
    /// Units; one that is not there is not known yet.
    var units: RowSet<UnitCase>
    /// Which units are to be told of which fact.
    var watches = WatchSet()

    /// A working set that knows the trees and nothing else.
    package init(trees: TreeCatalogue) {
        self.trees = trees
        products = RowSet()
        policies = RowSet()
        units = RowSet()
    }

    package static func load(_ keys: GradingKeys, from session: any SQLSession) throws(Fault) -> GradingWorking {
        var working = GradingWorking(trees: try TreeTable.load(from: session))
        working.products = try ProductTable.load(keys.products, locking: keys.describedProducts, from: session)
        working.policies = try PolicyTable.load(keys.policies, locking: keys.publishedPolicies, from: session)
        working.watches = try WatchTable.load(
            products: keys.describedProducts, policies: keys.publishedPolicies, from: session)
        working.units = try UnitTable.load(keys.units.union(working.watches.watchers), from: session)
        try working.loadPoliciesOfUnits(from: session)
        try working.checkTrees()
        return working
    }

    package func store(into session: any SQLSession) throws(Fault) {
        try ProductTable.store(products, into: session)
        try PolicyTable.store(policies, into: session)
        try UnitTable.store(units, into: session)
        try WatchTable.store(watches, into: session)
    }

    /// Units that were here before this batch name their policies only now. No lock is needed: a unit that finds its
    /// policy missing here watches for it since it arrived, so the policy's batch comes to the unit, behind its lock.
    private mutating func loadPoliciesOfUnits(from session: any SQLSession) throws(Fault) {
        var missing: Set<MerchantKey> = []
        for (key, unit) in units.rows where unit.stage != .graded {
            guard let arrival = unit.arrival?.fact else { continue }
            let policy = MerchantKey(key.merchant, arrival.policyId)
            if policies[policy] == nil { missing.insert(policy) }
        }
        policies.merge(try PolicyTable.readKnown(missing, from: session))
    }

    private func checkTrees() throws(Fault) {
        for unit in units.rows.values {
            guard unit.stage != .graded, let choice = unit.choice, trees[choice.tree] == nil else { continue }
            throw Fault(
                .fatal, "grading.trees.check",
                "question tree \(choice.tree.id) version \(choice.tree.version) is gone, and units are still asked it: "
                    + "put it back into table question_tree")
        }
    }
}
