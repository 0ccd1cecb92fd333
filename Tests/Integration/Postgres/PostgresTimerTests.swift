import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresTimerTests {
    private func timer(_ key: String, due seconds: Int64, _ payload: String = "{}") -> TimerEntry {
        TimerEntry(
            key: key, kind: "parcel.wait", dueAt: .epoch.advanced(by: .seconds(seconds)), payload: Array(payload.utf8))
    }

    private func schedule(_ timers: [TimerEntry], _ storage: PostgresStorage) throws {
        try storage.transaction { (unit) throws(Fault) in try unit.scheduleTimers(timers) }
    }

    private func take(_ storage: PostgresStorage, at seconds: Int64, limit: Int = 100) throws(Fault) -> [TimerEntry] {
        try storage.transaction { (unit) throws(Fault) in
            try unit.takeDueTimers(at: .epoch.advanced(by: .seconds(seconds)), limit: limit)
        }
    }

    @Test func dueTimersAreTakenOnceAndInOrder() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try schedule([timer("late", due: 30), timer("b", due: 20, "{\"n\":2}"), timer("a", due: 10)], storage)

        #expect(try storage.nextTimerDue() == .epoch.advanced(by: .seconds(10)))
        #expect(try take(storage, at: 20) == [timer("a", due: 10), timer("b", due: 20, "{\"n\":2}")])
        #expect(try take(storage, at: 20).isEmpty)
        #expect(try storage.nextTimerDue() == .epoch.advanced(by: .seconds(30)))
    }

    @Test func noMoreThanTheLimitIsTaken() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try schedule((0..<500).map { timer("k\($0)", due: Int64($0)) }, storage)

        var taken: [TimerEntry] = []
        for limit in [1, 7, 100] { taken += try take(storage, at: 1_000, limit: limit) }

        #expect(taken.map(\.key) == (0..<108).map { "k\($0)" })
        #expect(try take(storage, at: 1_000, limit: 0).isEmpty)
    }

    @Test func timersThatAnotherHoldsAreSkipped() throws {
        let schema = try TestSchema.current()
        let first = PostgresStorage(schema.settings())
        let second = PostgresStorage(schema.settings(["lock_timeout": "50ms"]))
        try schedule([timer("a", due: 1), timer("b", due: 2), timer("c", due: 3)], first)

        try first.transaction { (unit) throws(Fault) in
            let mine = try unit.takeDueTimers(at: .epoch.advanced(by: .seconds(9)), limit: 2)
            let theirs = try take(second, at: 9)
            #expect(mine.map(\.key) == ["a", "b"])
            #expect(theirs.map(\.key) == ["c"])
        }
    }

    @Test func schedulingAKeyAgainMovesItAndTheLastOneCounts() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try schedule([timer("a", due: 1)], storage)
        try schedule([timer("a", due: 50), timer("a", due: 60, "{\"moved\":true}")], storage)

        #expect(try take(storage, at: 55).isEmpty)
        #expect(try take(storage, at: 60) == [timer("a", due: 60, "{\"moved\":true}")])
    }

    @Test func aCancelledTimerIsNeverDue() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try schedule([timer("a", due: 1), timer("b", due: 2)], storage)

        try storage.transaction { (unit) throws(Fault) in try unit.cancelTimers(["a", "unknown"]) }

        #expect(try take(storage, at: 9).map(\.key) == ["b"])
        #expect(try storage.nextTimerDue() == nil)
    }

    @Test func timersTakenInATransactionThatFailsComeBack() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        try schedule([timer("a", due: 1)], storage)

        #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                _ = try unit.takeDueTimers(at: .epoch.advanced(by: .seconds(9)), limit: 9)
                throw Fault(.transient, "test", "crash")
            }
        }

        #expect(try take(storage, at: 9).map(\.key) == ["a"])
    }
}
