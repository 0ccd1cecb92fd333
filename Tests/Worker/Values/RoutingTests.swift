import Contracts
import Kernel
import Testing

@testable import Worker
@testable import WorkerSimulation

@Suite struct RoutingTests {
    private let decoder = BatchDecoder(definition: SampleServices.first)

    private func record(
        topic: Topic = .orders, type: String = OrderDelivered.type, source: String = "/shop", lane: String? = nil,
        sequence: Int64? = nil,
        data: String = "{\"merchant\":\"m\",\"orderId\":\"1\",\"deliveredAt\":\"2026-01-01T00:00:00Z\"}",
        extra: [RecordHeader] = []
    ) -> InboundRecord {
        let event = CloudEvent(
            id: "1", source: source, type: type, lane: lane, sequence: sequence, data: Array(data.utf8))
        let headers = event.binaryHeaders().map { RecordHeader($0.name, $0.value) } + extra
        return InboundRecord(
            lane: LaneID(topic.name, 0), offset: 7, key: Array("m/1".utf8), value: event.data, headers: headers)
    }

    private func reason(_ record: InboundRecord) -> ContractViolation.Reason? {
        if case .refused(let violation) = decoder.decode(record).content { violation.reason } else { nil }
    }

    @Test func aKnownTypeIsWork() {
        #expect(decoder.decode(record()).isWork)
    }

    @Test func anIgnoredTypeIsPassedBy() {
        let item = decoder.decode(record(type: "backhaul.order.shipped.v1", data: "{}"))

        #expect(!item.isWork)
        #expect(!item.isRefused)
    }

    @Test func badRecordsAreRefusedWithTheirReason() {
        #expect(reason(record(type: "shop.something.v1")) == .unknownType)
        #expect(reason(record(topic: .products)) == .unknownType, "the type belongs to another topic")
        #expect(reason(record(data: "{")) == .malformed)
        #expect(reason(record(data: "{}")) == .schema)
        #expect(reason(record(type: "")) == .envelope)
    }

    @Test func onlyOurOwnEventsAreNumbered() {
        let ours = decoder.decode(record(source: "/backhaul/intake", lane: "returns.requests.1", sequence: 9))
        let others = decoder.decode(record(source: "/shop", lane: "returns.requests.1", sequence: 9))

        #expect(ours.source == "/backhaul/intake returns.requests.1")
        #expect(ours.sequence == 9)
        #expect(others.source == nil)
    }

    @Test func aReplayIsNewToTheServiceThatRefusedIt() {
        let letter = { (service: String) in
            [
                RecordHeader(DeadLetter.connectorName, text: service), RecordHeader(DeadLetter.lane, text: "t.2"),
                RecordHeader(DeadLetter.sequence, text: "31"),
            ]
        }
        let first = record(source: "/backhaul/intake", lane: "returns.requests.1", sequence: 9)
        let refusedHere = decoder.decode(
            record(source: "/backhaul/intake", lane: "returns.requests.1", sequence: 9, extra: letter("first")))
        let refusedElsewhere = decoder.decode(
            record(source: "/backhaul/intake", lane: "returns.requests.1", sequence: 9, extra: letter("recall")))

        #expect(refusedHere.source == "replay first t.2")
        #expect(refusedHere.sequence == 31)
        #expect(refusedElsewhere.source == decoder.decode(first).source)
        #expect(refusedElsewhere.sequence == 9)
    }

    @Test func theInputsAreTheTopicsOfItsHandlers() {
        let definition = SampleServices.first.ignoring(["x"], of: .requests)

        #expect(definition.inputs == [.orders, .requests])
        #expect(SampleServices.second.inputs == [.decisions])
    }

    /// Its lane becomes part of a key in the database, which refuses a NUL and texts too long for an index, and would
    /// refuse the dead letter with it.
    @Test(arguments: ["a\u{0}b", "a\nb", String(repeating: "x", count: 1_025)])
    func aForgedReplayWithALaneThatCannotBeOneIsAnOrdinaryRecord(lane: String) {
        func item(_ lane: String) -> BatchItem<Notes> {
            decoder.decode(
                record(extra: [
                    RecordHeader(DeadLetter.connectorName, text: "first"), RecordHeader(DeadLetter.lane, text: lane),
                    RecordHeader(DeadLetter.sequence, text: "1"),
                ]))
        }

        #expect(item(lane).source == nil)
        #expect(item("commerce.orders.0").source == "replay first commerce.orders.0")
    }
}
