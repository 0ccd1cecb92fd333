import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

/// Random notices, units, sales and closings, in random order and batches, with repeats, by one or two workers at once:
/// in the end the database says what the last scope and the known goods imply.
@Suite(.freshSchema(RecallBench.migrations)) struct RecallPropertyTests {
    @Test(arguments: [1, 2], 0..<8 as Range<UInt64>)
    func theEndIsWhatTheFactsImply(workers: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let world = RecallWorld(&random)
        let schema = try TestSchema.current()
        // Two workers never get events of one key at the same time: a key has one partition.
        let shares = (0..<workers).map { share in
            world.events.filter { StableWorker.of($0.key, among: workers) == share }.shuffled(using: &random)
        }

        let threads = shares.enumerated().map { share, events in
            BackgroundThread { try Self.work(events, schema, seed: seed &* 31 &+ UInt64(share)) }
        }
        for thread in threads { try thread.value(limitSeconds: 60) }

        let bench = RecallBench(schema)
        bench.now = bench.now.advanced(by: .days(1))
        try bench.settle()
        try check(world, bench)
    }

    /// Delivers all, each event sometimes twice, in batches of random size, with timers in between.
    private static func work(_ events: [any ContractEvent], _ schema: TestSchema, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = RecallBench(schema)
        var rest = events.flatMap { Array(repeating: $0, count: Int.random(in: 1...2, using: &random)) }
        while !rest.isEmpty {
            let size = Int.random(in: 1...8, using: &random)
            try bench.deliver(Array(rest.prefix(size)))
            rest.removeFirst(min(size, rest.count))
            bench.now = bench.now.advanced(by: .milliseconds(400))
            if Bool.random(using: &random) { try bench.fireTimers(limit: 2) }
        }
        #expect(bench.refused.isEmpty)
    }

    private func check(_ world: RecallWorld, _ bench: RecallBench) throws {
        for recall in world.recalls {
            let held = try bench.query(
                "SELECT unit_id FROM recall_unit WHERE recall_id = $1 AND mock IS NOT NULL ORDER BY 1", [.text(recall)])
            let all = (0..<held.count).map { held.text($0, 0) }
            let (must, may) = world.held(by: recall)
            #expect(must.isSubset(of: all) && Set(all).isSubset(of: may), "held by \(recall)")
            try checkCounts(of: recall, bench)
            if world.isActive(recall) {
                let told = try bench.query(
                    "SELECT order_id FROM recall_sale WHERE recall_id = $1 AND quantity > 0", [.text(recall)])
                #expect(Set((0..<told.count).map { told.text($0, 0) }) == world.sold(in: recall), "sold in \(recall)")
            }
        }
    }

    /// The counts equal what the rows add up to.
    private func checkCounts(of recall: String, _ bench: RecallBench) throws {
        let different = try bench.query(
            """
            SELECT 1 FROM recall_progress p WHERE recall_id = $1 AND
            (items_sold, customers_affected, units_received, units_held, units_removed) IS DISTINCT FROM (
                (SELECT coalesce(sum(quantity), 0) FROM recall_sale WHERE recall_id = $1),
                (SELECT count(DISTINCT s.customer_id) FROM recall_sale m JOIN sale s USING (merchant, order_id, line_id)
                    WHERE m.recall_id = $1 AND m.quantity > 0),
                (SELECT count(*) FROM recall_unit WHERE recall_id = $1 AND inside),
                (SELECT count(*) FROM recall_unit WHERE recall_id = $1 AND mock IS NOT NULL AND NOT removed),
                (SELECT count(*) FROM recall_unit WHERE recall_id = $1 AND inside AND removed))
            """, [.text(recall)])
        #expect(different.count == 0, "counts of \(recall)")
    }
}

/// Which of several workers gets a key.
private enum StableWorker {
    static func of(_ key: MerchantKey, among workers: Int) -> Int {
        var hash = StableHash()
        hash.add(key.id)
        return Int(hash.value % UInt64(workers))
    }
}
