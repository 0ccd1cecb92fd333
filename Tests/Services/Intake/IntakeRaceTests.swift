import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

/// Two halves of a pair in two transactions that are open at the same time.
@Suite(.freshSchema(IntakeDesk.migrations)) struct IntakeRaceTests {
    /// Delivers `first`; before it commits, `second` runs in another transaction until it waits for a lock.
    private func race(_ first: [any ContractEvent], _ second: [any ContractEvent]) throws -> [IntakeDesk] {
        let schema = try TestSchema.current()
        let observer = try schema.connect()
        defer { observer.close() }
        let name = "other-" + schema.name
        let one = try IntakeDesk(.database)
        let other = LentDesk(try IntakeDesk(.database, application: name))
        var thread: BackgroundThread<Void>?
        try one.deliver(first) { () throws(Fault) in
            thread = BackgroundThread { try other.desk.deliver(second) }
            try schema.waitUntilBlocked(application: name, observer: observer)
        }
        try thread?.value()
        try one.wait(.seconds(0))
        return [one, other.desk]
    }

    private func events<Event: ContractEvent>(_ type: Event.Type, _ desks: [IntakeDesk]) throws -> [Event] {
        try desks.flatMap { try $0.events(type) }
    }

    @Test func theOrderAndItsReturnDoNotMissEachOther() throws {
        let setup = try IntakeDesk(.database)
        try setup.deliver(try IntakeEvents.product(), try IntakeEvents.policy())
        let order: [any ContractEvent] = [try IntakeEvents.shipped(), IntakeEvents.delivered()]

        let desks = try race([IntakeEvents.requested()], order)

        #expect(try events(ReturnAuthorized.self, desks).count == 1)
    }

    @Test func theReturnAndItsOrderDoNotMissEachOther() throws {
        let setup = try IntakeDesk(.database)
        try setup.deliver(try IntakeEvents.product(), try IntakeEvents.policy())
        let order: [any ContractEvent] = [try IntakeEvents.shipped(), IntakeEvents.delivered()]

        let desks = try race(order, [IntakeEvents.requested()])

        #expect(try events(ReturnAuthorized.self, desks).count == 1)
    }

    @Test func thePolicyAndAReturnDoNotMissEachOther() throws {
        let setup = try IntakeDesk(.database)
        try setup.deliver(try IntakeEvents.product(), try IntakeEvents.shipped(), IntakeEvents.delivered())

        let desks = try race([IntakeEvents.requested()], [try IntakeEvents.policy()])

        #expect(try events(ReturnAuthorized.self, desks).count == 1)
    }

    @Test func theLastItemGoesToOneReturnOnly() throws {
        let setup = try IntakeDesk(.database)
        try setup.deliver(try IntakeEvents.facts())

        let desks = try race([IntakeEvents.requested("R1", boots: 2)], [IntakeEvents.requested("R2", boots: 1)])

        #expect(try events(ReturnAuthorized.self, desks).map(\.returnId) == ["R1"])
        #expect(try events(ReturnDeclined.self, desks).map(\.returnId) == ["R2"])
    }

    @Test func aReceiptAndItsRequestDoNotMissEachOther() throws {
        for number in 0..<2 {
            let setup = try IntakeDesk(.database)
            try setup.deliver(try IntakeEvents.facts())
            let id = "R\(number)"
            let pair: [any ContractEvent] = [IntakeEvents.received("P\(number)", for: id), IntakeEvents.requested(id)]

            let desks = try number == 0 ? race([pair[0]], [pair[1]]) : race([pair[1]], [pair[0]])

            #expect(try desks.flatMap { try $0.arrivals() }.map(\.finding) == [.matched])
        }
    }
}

/// Hands a desk to another thread, which is the only one to use it from then on until it is joined.
private final class LentDesk: @unchecked Sendable {
    let desk: IntakeDesk
    init(_ desk: IntakeDesk) { self.desk = desk }
}
