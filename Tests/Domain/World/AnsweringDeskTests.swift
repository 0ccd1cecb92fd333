import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct AnsweringDeskTests {
    private func record(_ event: some ContractEvent, offset: Int64 = 0) throws -> InboundRecord {
        let sender = try Sender.platform.event(event, id: "x-\(offset)", at: WorldPlanTests.start)
        return InboundRecord(
            lane: LaneID(sender.topic.name, 0), offset: offset, key: sender.record.key, value: sender.record.value,
            headers: sender.record.headers)
    }

    private func desk() throws -> AnsweringDesk {
        AnsweringDesk(Answerer(seed: 4, baseCurrency: try SiteTests.price().currency, isDisturbed: false))
    }

    @Test func aTaskWaitsForTheArrivalOfItsUnit() throws {
        var desk = try desk()
        var task = try #require(ShippedTrees.tasks.first)
        task.unitId = "u-1"
        let early = try desk.answer([record(task), record(SiteTests.order(1, .quarantine))]) { _, _ in nil }
        let waited = desk.waiting
        let late = try desk.answer([record(UnitReceived(.sample(1)))]) { _, _ in nil }

        #expect(early.isEmpty)
        #expect(waited == 2)
        #expect(late.filter { $0.nature == .fact }.map(\.type) == [InspectionRecorded.type, WorkCompleted.type])
        #expect(desk.waiting == 0)
        #expect(desk.answerer.unitsAsked == 1)
    }

    @Test func unitsThatNobodyAnnouncedAreAnsweredToo() throws {
        var desk = try desk()
        let task = try #require(ShippedTrees.tasks.first)
        let events = try desk.answer([record(UnitMismatched(.sample(1, reason: nil))), record(task)]) { _, _ in nil }

        #expect(events.first?.type == InspectionRecorded.type)
    }

    @Test func cancelledOrdersAndLostUnitsAreNotAnswered() throws {
        var desk = try desk()
        let events = try desk.answer([
            record(
                WorkCancelled(
                    merchant: "m", workOrderId: "w-1", unitId: "u-1", because: "hold",
                    cancelledAt: WorldPlanTests.start)),
            record(
                UnitLost(
                    merchant: "m", returnId: "r-1", lineId: "1", quantity: 1, because: .overdue,
                    lostAt: WorldPlanTests.start)),
        ]) { _, _ in nil }

        #expect(events.isEmpty)
        #expect(desk.waiting == 0)
    }

    @Test func contradictionsAreCountedAndKeepTheKey() throws {
        var desk = AnsweringDesk(Answerer(seed: 4, baseCurrency: try SiteTests.price().currency))
        var account = StreamAccount()
        let template = try #require(ShippedTrees.tasks.first)
        for number in 0..<3_000 {
            var task = template
            task.unitId = "u-\(number)"
            task.inspectionId = "i-\(number)"
            let events = try desk.answer([record(UnitReceived(.sample(number))), record(task)]) { _, _ in nil }
            for event in events { account.add(event) }
            #expect(Set(events.map(\.record.key)).count == 1)
        }

        #expect((1...20).contains(account.conflicts["inspections.results"] ?? 0))
        #expect((3...40).contains(account.repeated))
    }
}
