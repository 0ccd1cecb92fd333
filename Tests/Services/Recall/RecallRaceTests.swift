import Contracts
import Dispatch
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

/// Two workers with a transaction open at the same time: neither scope nor goods may miss the other.
@Suite(.freshSchema(RecallBench.migrations)) struct RecallRaceTests {
    @Test func aNoticeWaitsForTheUnitsThatAreBeingWritten() throws {
        try race(
            first: [RecallEvents.unit("u1"), RecallEvents.order("o1")], second: [RecallEvents.published(1)])
    }

    @Test func unitsWaitForTheNoticeThatIsBeingWritten() throws {
        try race(
            first: [RecallEvents.published(1)], second: [RecallEvents.unit("u1"), RecallEvents.order("o1")])
    }

    @Test func aClosingWaitsForTheSweepThatIsRunning() throws {
        let bench = RecallBench(try TestSchema.current())
        try bench.deliver(RecallEvents.unit("u1"), RecallEvents.published(1))

        try atOnce {
            try RecallBench($0).fireTimers(beforeCommit: $1)
        } second: {
            try RecallBench($0).deliver(RecallEvents.closed("u1", as: .recycle))
        }

        try expectRemoved(bench)
    }

    @Test func anArrivalAndAClosingOfOneUnitMeet() throws {
        let bench = RecallBench(try TestSchema.current())
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()

        try atOnce {
            try RecallBench($0).deliver([RecallEvents.unit("u1")], beforeCommit: $1)
        } second: {
            try RecallBench($0).deliver(RecallEvents.closed("u1", as: .recycle))
        }

        try expectRemoved(bench)
    }

    private func expectRemoved(_ bench: RecallBench) throws {
        let rows = try bench.query("SELECT units_received, units_held, units_removed FROM recall_progress")
        #expect((rows.int(0, 0), rows.int(0, 1), rows.int(0, 2)) == (1, 0, 1))
    }

    /// Whichever is first, in the end the unit is in the recall and the customer was told.
    private func race(first: [any ContractEvent], second: [any ContractEvent]) throws {
        try atOnce {
            try RecallBench($0).deliver(first, beforeCommit: $1)
        } second: {
            try RecallBench($0).deliver(second)
        }

        let bench = RecallBench(try TestSchema.current())
        try bench.settle()
        #expect(try bench.query("SELECT 1 FROM recall_unit WHERE inside").count == 1)
        #expect(try bench.query("SELECT 1 FROM recall_sale WHERE quantity = 1").count == 1)
        #expect(try bench.query("SELECT 1 FROM recall_progress WHERE units_received = 1 AND items_sold = 1").count == 1)
    }

    /// The second batch begins while the first has written all and committed nothing; the first commits when the second
    /// waits for it.
    ///
    /// - Parameter first: calls what it is given when all is written.
    private func atOnce(
        first: @escaping @Sendable (TestSchema, () -> Void) throws -> Void,
        second: @escaping @Sendable (TestSchema) throws -> Void
    ) throws {
        let schema = try TestSchema.current()
        let isWritten = DispatchSemaphore(value: 0)
        let mayCommit = DispatchSemaphore(value: 0)
        let one = BackgroundThread {
            try first(schema) {
                isWritten.signal()
                mayCommit.wait()
            }
        }
        #expect(isWritten.wait(timeout: .now() + .seconds(20)) == .success)
        let other = BackgroundThread { try second(schema) }
        let waits = try waitsForLock(schema)
        mayCommit.signal()

        try one.value()
        try other.value()
        #expect(waits, "the second batch did not wait for the first")
    }

    /// Looks until a session of this schema waits for a lock; gives up after ten thousand looks.
    private func waitsForLock(_ schema: TestSchema) throws -> Bool {
        let observer = RecallBench(schema)
        for _ in 0..<10_000 {
            let rows = try observer.query(
                """
                SELECT 1 FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND application_name = $1
                """, [.text(schema.name)])
            if rows.count > 0 { return true }
        }
        return false
    }
}
