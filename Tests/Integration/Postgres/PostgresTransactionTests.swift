import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresTransactionTests {
    private static let pid = Statement("test.pid", "SELECT pg_backend_pid()::int8")
    private static let bad = Statement("test.bad", "SELECT 1 / $1::int8")
    private static let timer = TimerEntry(key: "k", kind: "wait", dueAt: .epoch, payload: [])

    /// Ends a session from another one.
    private func terminate(_ pid: Int64) throws(Fault) {
        do {
            let admin = try TestSchema.current().connect()
            try admin.run(Statement("test.terminate", "SELECT pg_terminate_backend($1::int4, 5000)"), [.int8(pid)])
        } catch {
            throw Fault(.fatal, "test", "\(error)")
        }
    }

    @Test func whatTheBodyThrowsUndoesEverything() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let own = Fault(.superseded, "body", "stop")

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.scheduleTimers([Self.timer])
                throw own
            }
        }

        #expect(fault == own)
        #expect(try storage.nextTimerDue() == nil)
    }

    @Test func aFaultThatTheBodyKeepsToItselfIsNotCommitted() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.scheduleTimers([Self.timer])
                _ = try? unit.run(Self.bad, [.int8(0)])
            }
        }

        #expect(fault?.code == "22012")
        #expect(try storage.nextTimerDue() == nil)
    }

    @Test func laterStatementsRepeatTheFirstFault() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        var second: Fault?

        _ = try? storage.transaction { (unit) throws(Fault) in
            _ = try? unit.run(Self.bad, [.int8(0)])
            do { _ = try unit.run(Self.pid, []) } catch { second = error as? Fault }
        }

        #expect(second?.code == "22012")
    }

    @Test func aUnitOfWorkIsOfNoUseAfterItsEnd() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let kept = try storage.transaction { (unit) throws(Fault) in unit }

        let fault = #expect(throws: Fault.self) { try kept.scheduleTimers([Self.timer]) }

        #expect(fault?.kind == .fatal)
    }

    @Test func aTerminatedSessionIsTransientAndTheNextTransactionWorks() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.scheduleTimers([Self.timer])
                try terminate(unit.run(Self.pid, []).int(0, 0))
                try unit.cancelTimers(["other"])
            }
        }

        #expect(fault?.kind == .transient)
        #expect(try storage.nextTimerDue() == nil)
        try storage.transaction { (unit) throws(Fault) in try unit.scheduleTimers([Self.timer]) }
        #expect(try storage.nextTimerDue() == .epoch)
    }

    @Test func aSessionThatEndsBeforeItsCommitLeavesNothing() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.scheduleTimers([Self.timer])
                try terminate(unit.run(Self.pid, []).int(0, 0))
            }
        }

        #expect(fault?.kind == .transient)
        #expect(fault?.operation == "commit")
        #expect(try storage.nextTimerDue() == nil)
    }

    @Test func aSessionThatEndsBetweenTransactionsIsReplaced() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let first = try storage.transaction { (unit) throws(Fault) in try unit.run(Self.pid, []).int(0, 0) }
        try terminate(first)

        // libpq notices the end of a session when it uses it.
        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in _ = try unit.run(Self.pid, []) }
        }
        let second = try storage.transaction { (unit) throws(Fault) in try unit.run(Self.pid, []).int(0, 0) }

        #expect(fault?.kind == .transient)
        #expect(second != first)
    }

    @Test func plansFollowTheGrowthOfTheirTables() throws {
        let schema = try TestSchema.current()
        let storage = PostgresStorage(schema.settings())
        try storage.transaction { (unit) throws(Fault) in
            _ = try unit.run(
                Statement("test.table", "CREATE TABLE grown (id int8 PRIMARY KEY) WITH (autovacuum_enabled = off)"), [])
        }
        let find = Statement("test.find", "SELECT count(*) FROM grown JOIN unnest($1::int8[]) AS wanted(id) USING (id)")
        let scans = Statement(
            "test.scans",
            "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE schemaname = current_schema AND relname = 'grown'")
        let fill = Statement("test.fill", "INSERT INTO grown SELECT generate_series($1::int8, $1::int8 + 999)")

        var readByTheLast: Int64 = -1
        for batch in 0..<40 {
            try storage.transaction { (unit) throws(Fault) in
                try unit.run(fill, [.int8(Int64(batch) * 1_000)])
                let before = try unit.run(scans, []).int(0, 0)
                try unit.run(find, [.int8s([1, 2, 3])])
                readByTheLast = try unit.run(scans, []).int(0, 0) - before
            }
        }

        #expect(readByTheLast == 0)
    }
}
