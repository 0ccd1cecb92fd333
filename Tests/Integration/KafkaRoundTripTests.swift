import Kafka
import TestSupport
import Testing
import Worker

@Suite struct KafkaRoundTripTests {
    private let lane = LaneID("things", 0)

    @Test func keysValuesAndHeadersComeBackAsTheyWent() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        let sent = [
            OutboundRecord(
                topic: "things", key: Array("ä-键".utf8), value: Array("{\"ключ\":\"🚚\"}".utf8),
                headers: [
                    RecordHeader("ce_id", text: "intake-1-1"), RecordHeader("naïve", text: "ü"),
                    RecordHeader("nothing", nil), RecordHeader("empty", []), RecordHeader("ce_id", text: "again"),
                ]),
            OutboundRecord(topic: "things", key: nil, value: [0, 255, 0], headers: []),
            OutboundRecord(topic: "things", key: [], value: [], headers: []),
            OutboundRecord(topic: "things", key: [7], value: nil, headers: [RecordHeader("deleted", text: "yes")]),
        ]

        try kafka.publish(sent)
        let consumer = try TestConsumer(kafka, topics: ["things"])
        #expect(try consumer.poll { $0.records.count >= sent.count })
        consumer.source.close(deadlineMilliseconds: 1_000)

        #expect(consumer.records.map(\.key) == sent.map(\.key))
        #expect(consumer.records.map(\.value) == sent.map(\.value))
        #expect(consumer.records.map(\.headers) == sent.map(\.headers))
        #expect(consumer.records.map(\.offset) == [0, 1, 2, 3])
        #expect(consumer.records.allSatisfy { $0.lane == lane && $0.timestamp != nil })
        #expect(consumer.positions == [lane: 4])
    }

    @Test func aLargeRecordPasses() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        let value = [UInt8]((0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) })

        try kafka.publish([OutboundRecord(topic: "things", key: [1], value: value, headers: [])])

        #expect(try kafka.readAll(["things"]).map(\.value) == [value])
    }

    @Test func aRecordThatIsTooLargeIsRefusedByName() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        let producer = try PlainProducer(settings: kafka.settings, logger: kafka.logger)
        defer { producer.close() }
        let record = OutboundRecord(
            topic: "things", key: [1], value: [UInt8](repeating: 1, count: KafkaLimits.messageBytes + 1), headers: [])

        let fault = #expect(throws: Fault.self) { try producer.send(record) }

        #expect(fault?.kind == .data)
        #expect(fault?.code == "MSG_SIZE_TOO_LARGE")
    }

    @Test func aFullQueueIsWaitedForAndLosesNothing() throws {
        let kafka = try TestKafka(properties: ["queue.buffering.max.messages": "50"])
        try kafka.create(["things": 2])
        let records = (0..<2_000).map {
            OutboundRecord(topic: "things", key: Array("\($0)".utf8), value: [1], headers: [])
        }

        try kafka.publish(records)

        let keys = try kafka.readAll(["things"]).compactMap(\.key)
        #expect(keys.count == 2_000)
        #expect(Set(keys).count == 2_000)
    }

    @Test func oneKeyStaysOnOnePartitionWhoeverHashesIt() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 16])
        let keys = ["acme/1001", "acme/1002", "globex/R-7", "k"]

        try kafka.publish(keys.map { OutboundRecord(topic: "things", key: Array($0.utf8), value: [1], headers: []) })

        let records = try kafka.readAll(["things"])
        for record in records {
            let key = try #require(record.key)
            #expect(record.lane.partition == javaPartition(key, of: 16))
        }
        #expect(records.count == keys.count)
    }

    @Test func deploymentsWithOtherPrefixesDoNotMeet() throws {
        let (ours, theirs) = (try TestKafka(), try TestKafka())
        try ours.create(["things": 1])
        try theirs.create(["things": 1])

        try ours.publish([OutboundRecord(topic: "things", key: [1], value: [1], headers: [])])

        #expect(try ours.readAll(["things"]).count == 1)
        #expect(try theirs.readAll(["things"]).isEmpty)
    }
}

/// The partition that a Java client picks: murmur2, without the sign bit, modulo.
///
/// - Source: org.apache.kafka.common.utils.Utils.murmur2.
private func javaPartition(_ key: [UInt8], of count: UInt32) -> Int32 {
    let m: UInt32 = 0x5bd1_e995
    var hash: UInt32 = 0x9747_b28c ^ UInt32(key.count)
    let whole = key.count / 4 * 4
    for start in stride(from: 0, to: whole, by: 4) {
        var k = (0..<4).reduce(UInt32(0)) { $0 | UInt32(key[start + $1]) << UInt32(8 * $1) }
        k = k &* m
        k = (k ^ (k >> 24)) &* m
        hash = (hash &* m) ^ k
    }
    if whole < key.count {
        for index in stride(from: key.count - 1, through: whole, by: -1) {
            hash ^= UInt32(key[index]) << UInt32(8 * (index - whole))
        }
        hash = hash &* m
    }
    hash = (hash ^ (hash >> 13)) &* m
    hash ^= hash >> 15
    return Int32((hash & 0x7fff_ffff) % count)
}
