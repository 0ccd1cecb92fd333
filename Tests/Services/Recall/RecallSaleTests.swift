import Contracts
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema(RecallBench.migrations)) struct RecallSaleTests {
    private let bench: RecallBench

    init() throws { bench = RecallBench(try TestSchema.current()) }

    @Test func whoBoughtBeforeAndAfterTheNoticeIsToldOnce() throws {
        try bench.deliver(RecallEvents.order("o1"), RecallEvents.order("o2", lot: "L2"))
        try bench.deliver(RecallEvents.published(1, lots: ["L1"]))
        try bench.settle()
        try bench.deliver(RecallEvents.order("o3", customer: "C2"))
        try bench.deliver(RecallEvents.amended(2, lots: ["L1", "L2"]))
        try bench.settle()

        let told = try bench.events(CustomerAffected.self)
        #expect(told.map(\.orderId) == ["o1", "o3", "o2"])
        #expect(told.map(\.customerId) == ["C1", "C2", "C1"])
        #expect(try bench.progress()?.itemsSold == 3)
        #expect(try bench.progress()?.customersAffected == 2)
    }

    @Test func aLineThatFallsOutIsNotCountedAndItsCustomerOnlyWhenNothingIsLeft() throws {
        try bench.deliver(
            RecallEvents.order("o1", customer: "C1", lot: "L1", quantity: 2),
            RecallEvents.order("o2", customer: "C1", lot: "L2"), RecallEvents.order("o3", customer: nil, lot: "L2"))
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()
        #expect(try bench.progress()?.customersAffected == 2)

        try bench.deliver(RecallEvents.amended(2, lots: ["L1"]))
        try bench.settle()

        #expect(try bench.progress()?.itemsSold == 2)
        #expect(try bench.progress()?.customersAffected == 1)
    }

    @Test func onlyTheItemsWithASerialInRangeCount() throws {
        var notice = RecallEvents.notice(1)
        notice.scope.serialRanges = [SerialRange(first: "A10", last: "A20")]
        try bench.deliver(RecallEvents.order("o1", serials: ["A9", "A10", "A21"], quantity: 3))

        try bench.deliver(RecallPublished(notice))
        try bench.settle()

        #expect(try bench.events(CustomerAffected.self).map(\.quantity) == [1])
    }

    @Test func theSameOrderAgainHasNoEffect() throws {
        try bench.deliver(RecallEvents.published(1))

        try bench.deliver(RecallEvents.order("o1"), RecallEvents.order("o1"))
        try bench.deliver(RecallEvents.order("o1"))

        #expect(try bench.events(CustomerAffected.self).count == 1)
        #expect(bench.refused.isEmpty)
    }

    @Test func theSameOrderWithOtherContentIsRefused() throws {
        try bench.deliver(RecallEvents.order("o1"))

        try bench.deliver(RecallEvents.order("o1", quantity: 2))

        #expect(bench.refused.map(\.reason) == [.conflict])
        #expect(try bench.query("SELECT quantity FROM sale").int(0, 0) == 1)
    }

    @Test func anOrderOfAnotherMerchantIsNotMeant() throws {
        var order = RecallEvents.order("o1")
        order.merchant = "other"

        try bench.deliver(order, RecallEvents.published(1))
        try bench.settle()

        #expect(try bench.events(CustomerAffected.self).isEmpty)
    }

    @Test func progressIsToldOnceASecondHoweverMuchHappens() throws {
        try bench.deliver(RecallEvents.published(1))
        try bench.settle()
        let before = try bench.events(RecallProgressed.self).count

        try bench.deliver((0..<50).map { RecallEvents.order("o\($0)") })
        try bench.deliver((50..<60).map { RecallEvents.order("o\($0)") })
        try bench.settle()

        #expect(try bench.events(RecallProgressed.self).count == before + 1)
        #expect(try bench.progress()?.itemsSold == 60)
    }
}
