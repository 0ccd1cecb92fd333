import Contracts
import Kernel
import Testing

@testable import Worker

@Suite struct EventWriterTests {
    private let lane = LaneID("commerce.orders", 1)
    private let cause = CloudEvent(
        id: "cause", source: "/shop", type: "t", correlationID: "return-1", traceparent: "00-1", data: [])

    private func writer(after sequence: Int64 = 6) -> EventWriter {
        EventWriter(service: "intake", lane: lane, row: LaneRow(number: 3, nextOffset: 0, sequence: sequence))
    }

    private func event(_ bytes: Int = 2, correlation: String? = nil) -> OutgoingEvent {
        OutgoingEvent(
            topic: "returns.decisions", type: "t.v1", key: "m/1", correlationID: correlation,
            data: Array(repeating: 32, count: bytes))
    }

    private func header(_ name: String, of record: OutboundRecord?) -> String? {
        record?.headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func eventsAreNumberedOnFromTheLanesLast() throws {
        var writer = writer()
        writer.append(event(), cause: cause, now: .epoch)
        writer.append(event(correlation: "return-2"), cause: cause, now: .epoch)

        let segment = try #require(writer.segments().first)
        let records = try SegmentCodec.decode(segment.records)

        #expect(writer.segments().count == 1)
        #expect((segment.laneNumber, segment.firstSequence, segment.lastSequence) == (3, 7, 8))
        #expect(
            records.map { header("ce_id", of: $0) } == ["intake-commerce.orders.1-7", "intake-commerce.orders.1-8"])
        #expect(records.map { header("ce_backhaulseq", of: $0) } == ["7", "8"])
        #expect(records.map { header("ce_correlationid", of: $0) } == ["return-1", "return-2"])
        #expect(header("ce_causationid", of: records.first) == "cause")
        #expect(header("ce_backhaullane", of: records.first) == "commerce.orders.1")
        #expect(header("ce_source", of: records.first) == "/backhaul/intake")
        #expect(header("ce_traceparent", of: records.first) == "00-1")
        #expect(records.first?.key == Array("m/1".utf8))
    }

    @Test func nothingMakesNoSegment() {
        #expect(writer().segments().isEmpty)
    }

    @Test func muchIsCutIntoSegmentsThatFollowEachOther() throws {
        var writer = writer(after: 0)
        for _ in 0..<10 { writer.append(event(EventWriter.segmentBytes / 3), cause: cause, now: .epoch) }

        let segments = writer.segments()

        #expect(segments.map(\.firstSequence) == [1, 4, 7, 10])
        #expect(segments.map(\.lastSequence) == [3, 6, 9, 10])
        #expect(try RelayRun.runs(of: segments, after: [3: 0], laneLimit: nil).first?.records.count == 10)
    }

    @Test func aDeadLetterIsTheRecordAsItCameAndTheReason() throws {
        let record = InboundRecord(
            lane: lane, offset: 41, key: [1], value: [0xff, 0],
            headers: [RecordHeader("a", nil), RecordHeader("a", [2])])
        var writer = writer()
        writer.append(deadLetter: record, because: ContractViolation(.schema, "lines: required, but missing"))

        let letter = try #require(writer.segments().first.map { try SegmentCodec.decode($0.records) }?.first)

        #expect(letter.topic == "commerce.orders.dlq")
        #expect(letter.key == record.key)
        #expect(letter.value == record.value)
        #expect(Array(letter.headers.prefix(2)) == record.headers)
        let reasons = letter.headers.dropFirst(2).map {
            "\($0.name)=\(String(decoding: $0.value ?? [], as: UTF8.self))"
        }
        #expect(
            reasons == [
                "__connect.errors.topic=commerce.orders", "__connect.errors.partition=1", "__connect.errors.offset=41",
                "__connect.errors.connector.name=intake", "__connect.errors.stage=VALUE_CONVERTER",
                "__connect.errors.exception.class.name=schema",
                "__connect.errors.exception.message=lines: required, but missing",
                "__connect.errors.backhaullane=commerce.orders.1", "__connect.errors.backhaulseq=7",
            ])
    }

    @Test func headersDoNotPileUpWhenAReplayIsRefusedAgain() throws {
        var record = InboundRecord(lane: lane, offset: 41, key: nil, value: nil, headers: [RecordHeader("a", [1])])
        var sizes: Set<Int> = []
        for _ in 0..<3 {
            var writer = writer()
            writer.append(deadLetter: record, because: ContractViolation(.rule, "no"))
            let letter = try #require(writer.segments().first.map { try SegmentCodec.decode($0.records) }?.first)
            record.headers = letter.headers
            sizes.insert(letter.headers.count)
        }

        #expect(sizes == [10])
    }
}
