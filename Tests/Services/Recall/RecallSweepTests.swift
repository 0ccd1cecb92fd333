import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@testable import RecallService

/// Sweeps over more rows than one transaction takes.
@Suite(.freshSchema(RecallBench.migrations)) struct RecallSweepTests {
    private let bench: RecallBench
    private let many = Int64(SweepLimits.rowsPerBatch) * 5 / 4

    init() throws { bench = RecallBench(try TestSchema.current()) }

    @Test func aLargeScopeIsHeldStepByStepAndEachUnitOnce() throws {
        try insertUnits(many)
        try bench.deliver(RecallEvents.published(1))

        try bench.fireTimers()
        #expect(try bench.events(UnitHeld.self).count == SweepLimits.rowsPerBatch)
        try bench.settle()

        #expect(try bench.heldUnits().count == Int(many))
        #expect(try bench.progress()?.unitsHeld == many)
    }

    @Test func aStepLeftBehindByANewerScopeDoesNothing() throws {
        try insertUnits(many)
        try bench.deliver(RecallEvents.published(1, lots: ["even", "odd"]))
        try bench.fireTimers()

        try bench.deliver(RecallEvents.amended(2, lots: ["odd"]))
        try bench.settle()

        let rows = try bench.query("SELECT count(*) FROM recall_unit WHERE inside AND mock IS NOT NULL")
        #expect(rows.int(0, 0) == many / 2)
        #expect(try bench.heldUnits().count == Int(many) / 2)
    }

    @Test func theEndOfALargeRecallReleasesAll() throws {
        try insertUnits(many)
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        try bench.deliver(RecallEvents.ended(2))
        try bench.settle()

        #expect(try bench.heldUnits() == [])
        #expect(try bench.progress()?.unitsHeld == 0)
        #expect(try bench.progress()?.unitsReceived == many)
    }

    @Test func unitsArriveAndLeaveWhileASweepGoesOn() throws {
        try insertUnits(many)
        try bench.deliver(RecallEvents.published(1))
        try bench.fireTimers()

        // The lowest and the highest ids: behind and before the place where the sweep stands.
        try bench.deliver(
            RecallEvents.unit("a"), RecallEvents.unit("z"), RecallEvents.closed("u0000001", as: .recycle),
            RecallEvents.closed("u\(padded(many))", as: .recycle))
        try bench.settle()

        #expect(try bench.heldUnits().count == Int(many) + 1)
        #expect(try bench.progress()?.unitsReceived == many + 2)
        #expect(try bench.progress()?.unitsHeld == many)
        #expect(try bench.progress()?.unitsRemoved == 2)
    }

    @Test func whoBoughtIsToldOnceOverManySteps() throws {
        try bench.query(
            """
            INSERT INTO sale (merchant, order_id, line_id, fingerprint, quantity, sold_at, country, customer_id, sku)
            SELECT 'acme', 'o' || n / 3, 'l' || n % 3, n / 3, 1, 0, 'DE', 'c' || n % 100, 'kettle'
            FROM generate_series(0, $1::int8 - 1) AS n
            """, [.int8(many)])
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        let told = try bench.events(CustomerAffected.self)
        #expect(told.count == Int(many))
        #expect(Set(told.map { [$0.orderId, $0.orderLineId] }).count == Int(many))
        #expect(try bench.progress()?.itemsSold == many)
        #expect(try bench.progress()?.customersAffected == 100)
    }

    private func insertUnits(_ count: Int64) throws {
        try bench.query(
            """
            INSERT INTO unit (merchant, unit_id, fingerprint, sku, lot)
            SELECT 'acme', 'u' || lpad(n::text, 7, '0'), n, 'kettle', CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END
            FROM generate_series(1, $1::int8) AS n
            """, [.int8(count)])
    }

    private func padded(_ number: Int64) -> String {
        String(repeating: "0", count: 7 - String(number).count) + String(number)
    }
}
