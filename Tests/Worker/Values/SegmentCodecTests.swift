import Kernel
import Testing

@testable import Worker

@Suite struct SegmentCodecTests {
    @Test(arguments: [
        [],
        [OutboundRecord(topic: "t", key: nil, value: nil, headers: [])],
        [OutboundRecord(topic: "t", key: [], value: [], headers: [RecordHeader("", nil), RecordHeader("h", [])])],
        [
            OutboundRecord(topic: "units.grades", key: [1, 2], value: [0, 255], headers: [RecordHeader("é", [3])]),
            OutboundRecord(topic: "units.grades.dlq", key: [9], value: nil, headers: []),
        ],
    ])
    func whatIsWrittenIsRead(records: [OutboundRecord]) throws {
        #expect(try SegmentCodec.decode(SegmentCodec.encode(records)) == records)
    }

    @Test func longFieldsAndManyHeadersAreRead() throws {
        let headers = (0..<20_000).map { RecordHeader("h\($0)", $0.isMultiple(of: 3) ? nil : [UInt8($0 % 256)]) }
        let record = OutboundRecord(
            topic: "t", key: Array(repeating: 7, count: 70_000), value: Array(repeating: 8, count: 300_000),
            headers: headers)

        #expect(try SegmentCodec.decode(SegmentCodec.encode([record])) == [record])
    }

    @Test func aSegmentThatEndsTooEarlyIsRefused() {
        let whole = SegmentCodec.encode(Self.sample)
        for length in whole.indices { expectRefused(Array(whole.prefix(length))) }
        expectRefused(whole + [0])
    }

    @Test func anotherVersionIsRefused() {
        expectRefused([2] + SegmentCodec.encode(Self.sample).dropFirst())
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func changedBytesAreReadOrRefusedButNeverTrap(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = SegmentCodec.encode(Self.sample)
        for _ in 0..<3 {
            bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
        }

        do throws(Fault) { _ = try SegmentCodec.decode(bytes) } catch { #expect(error.kind == .fatal) }
    }

    private static let sample = [
        OutboundRecord(
            topic: "work.orders", key: Array("m/1".utf8), value: Array("{}".utf8),
            headers: [RecordHeader("ce_id", text: "1"), RecordHeader("null", nil)])
    ]

    private func expectRefused(_ bytes: [UInt8]) {
        let fault = #expect(throws: Fault.self) { try SegmentCodec.decode(bytes) }
        #expect(fault?.kind == .fatal)
    }
}
