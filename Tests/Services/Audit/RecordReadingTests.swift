import AuditDomain
import Contracts
import Kernel
import Testing
import Worker

@testable import AuditService

/// What the judge makes of records: numbers, facts, repeats, and what is no event of ours.
@Suite struct RecordReadingTests {
    private static let held = UnitHeld(
        merchant: "m", holdId: "h-1", unitId: "u-1", kind: .recall, recallId: "c-1", remedy: .refund, mock: false,
        heldAt: .epoch)

    private static func record(
        _ event: some ContractEvent, source: String = "/backhaul/recall", lane: String? = "recalls.notices.0",
        number: Int64? = 1, offset: Int64 = 0, extra: [RecordHeader] = []
    ) throws -> InboundRecord {
        let envelope = CloudEvent(
            id: "x", source: source, type: type(of: event).type, lane: lane, sequence: number,
            data: try EventCodec.encode(event))
        return InboundRecord(
            lane: LaneID(type(of: event).topic.name, 0), offset: offset, key: Array(event.key.description.utf8),
            value: envelope.data, headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) } + extra)
    }

    @Test func anEventIsTakenOnceAndARepeatOnlyCounted() throws {
        var book = AuditBook()

        let first = book.take(try Self.record(Self.held))
        let second = book.take(try Self.record(Self.held, offset: 1))

        #expect(first != nil)
        #expect(second == nil)
        #expect(book.events == 1)
        #expect(book.units["m/u-1"]?.holds.count == 1)
        #expect(book.lanes[LaneName(service: "recall", lane: "recalls.notices.0")]?.repeats == 1)
    }

    @Test func theSameNumberWithOtherContentIsAltered() throws {
        var book = AuditBook()
        var other = Self.held
        other.mock = true

        _ = book.take(try Self.record(Self.held))
        _ = book.take(try Self.record(other, offset: 1))

        #expect(book.lanes.values.first?.altered.map(\.number) == [1])
    }

    @Test func whatIsNoEventOfTheTopicsWriterBreaksTheContract() throws {
        var book = AuditBook()
        let records = [
            try Self.record(Self.held, source: "/backhaul/intake"), try Self.record(Self.held, source: "/shop"),
            try Self.record(Self.held, lane: nil, number: nil),
            InboundRecord(lane: LaneID("units.holds", 0), offset: 9, key: nil, value: nil, headers: []),
            InboundRecord(lane: LaneID("returns.requests.dlq", 0), offset: 9, key: nil, value: nil, headers: []),
        ]

        for record in records { _ = book.take(record) }

        #expect(book.contractBreaches == Int64(records.count))
        #expect(book.contract.allSatisfy { $0.law == .contract })
        #expect(book.events == 0)
    }

    @Test func aDeadLetterCountsForItsLaneAndItsOriginIsExcused() throws {
        var book = AuditBook()
        let headers = [
            (DeadLetter.topic, "returns.requests"), (DeadLetter.partition, "3"), (DeadLetter.offset, "17"),
            (DeadLetter.connectorName, "intake"), (DeadLetter.lane, "returns.requests.3"), (DeadLetter.sequence, "4"),
            (DeadLetter.exceptionClass, "rule"),
        ]
        let letter = InboundRecord(
            lane: LaneID("returns.requests.dlq", 3), offset: 0, key: nil, value: Array("{".utf8),
            headers: headers.map { RecordHeader($0.0, text: $0.1) })

        _ = book.take(letter)

        let origin = Place(topic: "returns.requests", partition: 3, offset: 17)
        #expect(book.quarantined["intake"] == [origin])
        #expect(book.lanes[LaneName(service: "intake", lane: "returns.requests.3")]?.numbers.highest == 4)
    }

    @Test func whatAPersonDidAboutADeadLetterIsPassedOver() throws {
        var book = AuditBook()
        let note = InboundRecord(
            lane: LaneID("returns.requests.dlq", 0), offset: 1, key: nil, value: nil,
            headers: [RecordHeader(DeadLetter.resolution, text: "discarded")])
        let replay = try Self.record(Self.held, extra: [RecordHeader(DeadLetter.lane, text: "units.holds.0")])

        _ = book.take(note)
        _ = book.take(replay)

        #expect(book.contractBreaches == 0)
        #expect(book.events == 0)
    }

    /// A new event type must say here whether a law is about it.
    @Test(arguments: Catalogue.all.filter { $0.writer != nil && $0.topic != .violations }.map(\.type))
    func everyEventOfAWorkerIsKnownToTheJudge(type: String) {
        let withoutLaw: Set = [
            InspectionRequired.type, WorkOrdered.type, WorkCancelled.type, RecallProgressed.type, CustomerAffected.type,
        ]
        let event = CloudEvent(id: "x", source: "/backhaul/x", type: type, data: Array("{}".utf8))
        let place = Place(topic: "t", partition: 0, offset: 0)

        // An event that a law is about is not readable without its fields.
        let isRead = (try? FactReader.facts(of: event, at: place)) == nil

        #expect(isRead != withoutLaw.contains(type))
    }
}
