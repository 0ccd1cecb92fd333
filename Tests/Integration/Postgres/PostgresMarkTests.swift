import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresMarkTests {
    @Test func marksAreKeptPerLaneAndSource() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let first = MarkKey(laneNumber: 1, source: "intake/returns.requests.3")
        let second = MarkKey(laneNumber: 2, source: "intake/returns.requests.3")
        let absent = MarkKey(laneNumber: 1, source: "grading/units.custody.0")

        try storage.transaction { (unit) throws(Fault) in try unit.storeMarks([first: [1, 2], second: []]) }
        try storage.transaction { (unit) throws(Fault) in try unit.storeMarks([first: [9, 9, 9]]) }

        let loaded = try storage.transaction { (unit) throws(Fault) in try unit.loadMarks([first, second, absent]) }
        #expect(loaded == [first: [9, 9, 9], second: []])
    }

    @Test func marksOfAFailedTransactionAreNotKept() throws {
        let storage = PostgresStorage(try TestSchema.current().settings())
        let key = MarkKey(laneNumber: 1, source: "intake/a.0")

        #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                try unit.storeMarks([key: [1]])
                throw Fault(.transient, "test", "crash")
            }
        }

        #expect(try storage.transaction { (unit) throws(Fault) in try unit.loadMarks([key]) }.isEmpty)
    }
}
