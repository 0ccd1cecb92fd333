import Contracts
import DispositionDomain
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@testable import DispositionService

@Suite(.freshSchema(DispositionSamples.migrations)) struct DispositionStoreTests {
    typealias Samples = DispositionSamples

    @Test func aUnitLivesThroughBatchesAsItDoesInMemory() throws {
        let bench = DispositionDatabase(try TestSchema.current())
        try bench.deliver([.held(Samples.held("U", .legal, remedy: nil))])
        try bench.deliver([.graded(Samples.graded())])
        try bench.deliver([.received(UnitReceived(Samples.arrival()))])
        #expect(bench.log.decided.isEmpty)
        try bench.deliver([.described(Samples.described())])
        try bench.deliver(bench.log.takeTimers().map(DispositionWork.timer))
        #expect(bench.log.decided.map(\.disposition) == [.hold])
        try bench.deliver([.released(Samples.released())])
        #expect(bench.log.decided.last?.disposition == .restockNew)
        try bench.deliver([.completed(Samples.completed(try #require(bench.log.open("U")), cost: 35, proceeds: 4_750))])
        #expect(bench.log.closed.map(\.netRecovery) == [4_715])
        try bench.deliver([.scoped(Samples.scoped())])

        #expect(bench.log.open("U")?.step == .pullFromShelf)
        let unit = try #require(try bench.units(["U"])["U"])
        #expect(unit.progress.holds.count == 1)
        #expect(unit.arrivalPrint != nil)
    }

    /// The same events one by one in memory, and in batches of any size through the database.
    @Test(arguments: UInt64(1)...4)
    func batchesOfAnySizeGiveWhatOneByOneGives(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let database = DispositionDatabase(try TestSchema.current())
        var memory = try DispositionMemory()
        let names = (0..<12).map { "U\($0)" }
        var events = try Self.facts(names, &random)
        for _ in 0..<12 where !events.isEmpty {
            for work in events { try memory.deliver(work) }
            while !events.isEmpty {
                let size = min(events.count, Int.random(in: 1...9, using: &random))
                try database.deliver(Array(events.prefix(size)))
                events.removeFirst(size)
            }
            events = try names.compactMap { name in
                guard memory.working.unit(MerchantKey("M", name)).progress.openOrder != nil else { return nil }
                return try memory.log.open(name).map { .completed(try Samples.completed($0)) }
            }
        }
        let stored = try database.units(names)
        for name in names { #expect(stored[name] == memory.working.units[MerchantKey("M", name)]) }
        #expect(database.log.closed.map(\.unitId).sorted() == memory.log.closed.map(\.unitId).sorted())
        #expect(!database.log.closed.isEmpty)
    }

    private static func facts(_ names: [String], _ random: inout SeededGenerator) throws -> [DispositionWork] {
        var events: [DispositionWork] = [.scoped(Samples.scoped()), .scoped(Samples.scoped(version: 2, lots: ["L2"]))]
        for name in names {
            let lot = ["L1", "L2", nil].randomElement(using: &random) ?? nil
            events.append(.received(UnitReceived(try Samples.arrival(name, lot: lot))))
            let grade = Grade.allCases.randomElement(using: &random) ?? .a
            events.append(.graded(Samples.graded(name, grade, sealed: Bool.random(using: &random))))
            if Bool.random(using: &random) { events.append(.held(Samples.held(name))) }
        }
        events.shuffle(using: &random)
        return [.described(try Samples.described())] + events
    }

    @Test func aNewVersionOfTheParametersAppliesFromTheNextBatchOn() throws {
        let schema = try TestSchema.current()
        let bench = DispositionDatabase(schema)
        try bench.deliver([
            .described(Samples.described()), .received(UnitReceived(Samples.arrival("U1"))),
            .graded(Samples.graded("U1")),
        ])
        let connection = try schema.connect()
        try connection.execute(
            """
            INSERT INTO parameters (version, document)
            SELECT 2, jsonb_set(document, '{version}', '2') FROM parameters
            """, "parameters")
        connection.close()
        try bench.deliver([.received(UnitReceived(Samples.arrival("U2"))), .graded(Samples.graded("U2"))])

        #expect(bench.log.decided.map(\.parametersVersion) == [1, 2])
    }

    @Test func anIncompleteVersionStopsTheWorkerWithItsNumber() throws {
        let schema = try TestSchema.current()
        let connection = try schema.connect()
        try connection.execute(
            """
            INSERT INTO parameters (version, document)
            SELECT 3, jsonb_set(document, '{version}', '3') #- '{labour,restock}' FROM parameters
            """, "parameters")
        connection.close()
        let bench = DispositionDatabase(schema)

        let fault = #expect(throws: Fault.self) { try bench.deliver([.graded(Samples.graded())]) }
        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("version 3 cannot be used (labour: restock missing)") == true)
    }

    @Test func aRefusedResultMakesNoRow() throws {
        let bench = DispositionDatabase(try TestSchema.current())
        let order = WorkOrdered(
            merchant: "M", workOrderId: "w-1", unitId: "U", decisionId: "d-1", disposition: .recycle,
            step: .handOverRecycler, stepNumber: 1, stepCount: 1, siteId: "RC1", sku: nil, instructions: nil,
            orderedAt: Samples.receivedAt)

        #expect(throws: Fault.self) { try bench.deliver([.completed(Samples.completed(order))]) }
        #expect(try bench.units(["U"]).isEmpty)
    }

    @Test func aNumberThatTheCatalogueBringsLateFindsTheUnitOnTheShelf() throws {
        let bench = DispositionDatabase(try TestSchema.current())
        var bare = try Samples.described()
        bare.gtin = nil
        var arrival = try Samples.arrival()
        arrival.gtin = nil
        try bench.deliver([.described(bare), .received(UnitReceived(arrival)), .graded(Samples.graded())])
        try bench.deliver([.completed(Samples.completed(try #require(bench.log.open("U"))))])
        try bench.deliver([.scoped(Samples.scoped())])
        #expect(bench.log.closed.last?.onShelf == true)

        try bench.deliver([.described(Samples.described(at: 2))])
        try bench.deliver(bench.log.takeTimers().map(DispositionWork.timer))
        #expect(bench.log.open("U")?.step == .pullFromShelf)
    }

    @Test func aRecallOfManyUnitsGoesOnUntilTheLast() throws {
        let bench = DispositionDatabase(try TestSchema.current())
        let names = (0..<23).map { "U\($0)" }
        try bench.deliver([.described(Samples.described())])
        try bench.deliver(
            names.flatMap { [.received(UnitReceived(try Samples.arrival($0))), .graded(Samples.graded($0))] })
        bench.sweepUnitsMax = 5
        try bench.deliver([.scoped(Samples.scoped())])
        #expect(bench.log.cancelled.count == 5)
        var batches = 1
        while let timer = bench.log.takeTimers().first {
            try bench.deliver([.timer(timer)])
            batches += 1
        }

        #expect(batches == 5)
        #expect(Set(bench.log.cancelled.map(\.unitId)) == Set(names))
        #expect(bench.log.cancelled.count == names.count)
    }

    /// Plans as a worker makes them; with scans made dear, one that is still there has no index to use.
    @Test(
        arguments: [
            (UnitRows.candidatesStatement, [.text("M"), .texts(["1"]), .texts(["S"]), .text(""), .int8(10)]),
            (UnitRows.waitingStatement, [.texts(["M"]), .texts(["S"]), .bools([true])]),
            (UnitRows.lockStatement, [.texts(["M"]), .texts(["U"])]),
        ] as [(Statement, [SQLValue])])
    func unitsAreFoundByIndex(_ statement: Statement, _ parameters: [SQLValue]) throws {
        let connection = try TestSchema.current().connect(
            application: "explain", ["enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"])
        defer { connection.close() }
        let rows = try connection.run(Statement("test.explain", "EXPLAIN " + statement.sql), parameters)
        let plan = (0..<rows.count).map { rows.text($0, 0) }.joined(separator: "\n")

        #expect(plan.contains("Index"))
        #expect(!plan.contains("Seq Scan on unit"), "\(plan)")
    }
}
