import Contracts
import DispositionDomain
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@testable import DispositionService

/// Two batches open at once on two connections.
@Suite(.freshSchema(DispositionSamples.migrations)) struct DispositionRaceTests {
    typealias Samples = DispositionSamples

    /// A unit whose last step is the shelf, and the order for it.
    private func readyForShelf(_ schema: TestSchema, _ unitId: String = "U") throws -> WorkOrdered {
        let bench = DispositionDatabase(schema)
        try bench.deliver([
            .described(Samples.described()), .received(UnitReceived(Samples.arrival(unitId))),
            .graded(Samples.graded(unitId)),
        ])
        let order = try #require(bench.log.open(unitId))
        #expect(order.step == .restock)
        return order
    }

    /// Runs `first` until its rows are loaded, begins `second`, waits until that waits for it, and lets both go on.
    private func race(
        _ schema: TestSchema, _ first: [DispositionWork], _ second: [DispositionWork]
    ) throws -> (first: DispositionLog, second: DispositionLog) {
        let observer = try schema.connect(application: "observer")
        defer { observer.close() }
        let bench = DispositionDatabase(schema, application: "first")
        var later: BackgroundThread<DispositionLog>?
        try bench.deliver(first) { () throws(Fault) in
            later = BackgroundThread {
                let bench = DispositionDatabase(schema, application: "second")
                try bench.deliver(second)
                return bench.log
            }
            try schema.waitUntilBlocked(application: "second", observer: observer)
        }
        return (bench.log, try #require(later).value())
    }

    private func expectOrderedBack(_ schema: TestSchema) throws {
        let unit = try #require(try DispositionDatabase(schema).units(["U"])["U"])
        #expect(unit.progress.live?.disposition == .recycle)
        #expect(unit.progress.openOrder?.leg.step == .pullFromShelf)
    }

    @Test func aScopeThatComesWhileAUnitIsPutOnTheShelfOrdersItBack() throws {
        let schema = try TestSchema.current()
        let order = try readyForShelf(schema)
        let logs = try race(schema, [.completed(Samples.completed(order))], [.scoped(Samples.scoped())])

        #expect(logs.first.closed.map(\.onShelf) == [true])
        #expect(logs.second.ordered.map(\.step) == [.pullFromShelf])
        try expectOrderedBack(schema)
    }

    @Test func aUnitThatIsPutOnTheShelfWhileAScopeComesIsOrderedBack() throws {
        let schema = try TestSchema.current()
        let order = try readyForShelf(schema)
        let logs = try race(schema, [.scoped(Samples.scoped())], [.completed(Samples.completed(order))])

        #expect(logs.first.cancelled.map(\.workOrderId) == [order.workOrderId])
        #expect(logs.second.closed.isEmpty)
        try expectOrderedBack(schema)
    }

    @Test func aScopeDoesNotMissAUnitThatArrivesMeanwhile() throws {
        let schema = try TestSchema.current()
        let arrival: [DispositionWork] = [
            .described(try Samples.described()), .received(UnitReceived(try Samples.arrival())),
            .graded(Samples.graded()),
        ]
        let logs = try race(schema, arrival, [.scoped(Samples.scoped())])

        #expect(logs.first.decided.map(\.disposition) == [.restockNew])
        #expect(logs.second.decided.map(\.because) == [.held])
    }

    @Test func aUnitThatArrivesDoesNotMissAScopeThatComesMeanwhile() throws {
        let schema = try TestSchema.current()
        let arrival: [DispositionWork] = [
            .described(try Samples.described()), .received(UnitReceived(try Samples.arrival())),
            .graded(Samples.graded()),
        ]
        let logs = try race(schema, [.scoped(Samples.scoped())], arrival)

        #expect(logs.second.decided.map(\.disposition) == [.recycle])
    }

    @Test(arguments: [false, true])
    func arrivalAndGradeInTwoTransactionsMeet(_ gradeFirst: Bool) throws {
        let schema = try TestSchema.current()
        try DispositionDatabase(schema).deliver([.described(Samples.described())])
        let arrival = DispositionWork.received(UnitReceived(try Samples.arrival()))
        let grade = DispositionWork.graded(Samples.graded())
        let logs = try race(schema, [gradeFirst ? grade : arrival], [gradeFirst ? arrival : grade])

        #expect(logs.first.decided.isEmpty)
        #expect(logs.second.decided.count == 1)
    }

    @Test(arguments: [false, true])
    func aUnitAndItsArticleInTwoTransactionsMeet(_ articleFirst: Bool) throws {
        let schema = try TestSchema.current()
        let unit: [DispositionWork] = [
            .received(UnitReceived(try Samples.arrival())), .graded(Samples.graded()),
        ]
        let article: [DispositionWork] = [.described(try Samples.described())]
        var logs = try race(schema, articleFirst ? article : unit, articleFirst ? unit : article)
        if !articleFirst {
            #expect(logs.second.timers.values.map(\.dueAt) == [DispositionWork.now])
            let bench = DispositionDatabase(schema)
            try bench.deliver(logs.second.takeTimers().map(DispositionWork.timer))
            logs.second = bench.log
        }

        #expect(logs.second.decided.map(\.disposition) == [.restockNew])
    }

    /// Many units in many batches on two connections, and scopes in between on a third.
    @Test(arguments: UInt64(1)...3)
    func noUnitInScopeIsLeftOnAShelf(_ seed: UInt64) throws {
        let schema = try TestSchema.current()
        let names = (0..<60).map { "U\($0)" }
        try DispositionDatabase(schema).deliver([.described(Samples.described())])
        let sites = [0, 1].map { half in
            BackgroundThread {
                try Self.work(schema, names.enumerated().filter { $0.offset % 2 == half }.map(\.element), seed)
            }
        }
        let notices = BackgroundThread {
            let bench = DispositionDatabase(schema, application: "notices")
            for version in Int64(1)...8 {
                try bench.deliver([.scoped(Samples.scoped(version: version, lots: version % 2 == 0 ? ["L1"] : ["L2"]))])
            }
        }
        for site in sites { try site.value(limitSeconds: 60) }
        try notices.value(limitSeconds: 60)

        for (name, unit) in try DispositionDatabase(schema).units(names) where unit.arrival?.lot == "L1" {
            #expect(unit.progress.live?.disposition.endsOnShelf == false, "\(name)")
            if unit.progress.shelf != nil { #expect(unit.progress.openOrder?.leg.step == .pullFromShelf, "\(name)") }
        }
    }

    /// A site that receives, grades and carries out orders, some of which are cancelled under its hands.
    private static func work(_ schema: TestSchema, _ names: [String], _ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = DispositionDatabase(schema)
        for name in names {
            let lot = Bool.random(using: &random) ? "L1" : "L2"
            try bench.deliver([.received(UnitReceived(Samples.arrival(name, lot: lot))), .graded(Samples.graded(name))])
            guard let order = bench.log.open(name), Bool.random(using: &random) else { continue }
            try bench.deliver([.completed(Samples.completed(order))])
        }
    }
}
