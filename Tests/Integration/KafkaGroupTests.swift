import Foundation
import Kafka
import TestSupport
import Testing
import Worker

@Suite(.timeLimit(.minutes(2))) struct KafkaGroupTests {
    @Test func twoConsumersShareCoPartitionedTopicsAndTheOtherTakesOver() throws {
        let kafka = try TestKafka()
        let topics = ["orders", "parcels"]
        try kafka.create(["orders": 4, "parcels": 4])
        let first = try TestConsumer(kafka, topics: topics)
        let second = try TestConsumer(kafka, topics: topics)

        #expect(
            try first.poll(within: 40) { first in
                try? second.poll()
                return first.listener.assigned.count == 4 && second.listener.assigned.count == 4
            })
        #expect(first.listener.assigned.isDisjoint(with: second.listener.assigned))
        for consumer in [first, second] {
            let byTopic = Dictionary(grouping: consumer.listener.assigned, by: \.topic).mapValues {
                Set($0.map(\.partition))
            }
            #expect(byTopic["orders"] == byTopic["parcels"])
        }

        second.source.close(deadlineMilliseconds: 2_000)
        #expect(try first.poll(within: 30) { $0.listener.assigned.count == 8 })
        try kafka.publish(
            (0..<40).map { OutboundRecord(topic: "orders", key: [UInt8($0)], value: [1], headers: []) })
        #expect(try first.poll { $0.records.count >= 40 })
        #expect(first.records.count == 40)
        first.source.close(deadlineMilliseconds: 2_000)
    }

    /// librdkafka ends the process when an assignment changes while an earlier change still stops partitions
    /// (`ConsumerAssignment`); workers change it for each lane that another process has moved or that must stop.
    @Test func aHundredChangesOfTheAssignmentInARowLoseNothing() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 64])
        let lanes = (0..<64 as Range<Int32>).map { LaneID("things", $0) }
        try kafka.publish(
            (0..<256).map { OutboundRecord(topic: "things", key: [UInt8($0)], value: [1], headers: []) })
        let consumer = try TestConsumer(kafka, topics: ["things"])
        defer { consumer.source.close(deadlineMilliseconds: 2_000) }
        #expect(try consumer.poll { $0.listener.assigned.count == lanes.count && !$0.records.isEmpty })

        for lane in lanes + lanes { try consumer.source.restart([lane: .beginning]) }

        #expect(
            try consumer.poll { consumer in
                Set(consumer.records.map { "\($0.lane) \($0.offset)" }).count == 256
            })
    }

    @Test func aMissingTopicIsNamedWithTheCommandThatCreatesIt() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        let consumer = try TestConsumer(kafka, topics: ["things", "forgotten"])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        let fault = #expect(throws: Fault.self) { _ = try consumer.poll { _ in false } }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains(kafka.settings.brokerName("forgotten")) == true)
        #expect(fault?.detail.contains("things") == false)
        #expect(fault?.detail.contains("backhaul topics create") == true)
    }

    @Test func closingEndsWithinItsDeadline() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 2])
        let consumer = try TestConsumer(kafka, topics: ["things"])
        #expect(try consumer.poll { !$0.listener.assigned.isEmpty })

        let began = Date()
        consumer.source.close(deadlineMilliseconds: 1_500)

        #expect(Date().timeIntervalSince(began) < 3)
    }

    @Test func aClosedConsumerIsNotToldOfAssignmentsAnyMore() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 2])
        let consumer = try TestConsumer(kafka, topics: ["things"])
        #expect(try consumer.poll { !$0.listener.assigned.isEmpty })

        consumer.source.close(deadlineMilliseconds: 1_500)

        #expect(consumer.listener.assigned.count == 2)
        #expect(consumer.listener.assignmentCount == 1)
    }
}
