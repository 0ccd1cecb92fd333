import Foundation
import Kafka
import TestSupport
import Testing
import Worker

/// These break their broker, so each has one of its own.
@Suite(.timeLimit(.minutes(2))) struct KafkaOutageTests {
    private func record(_ number: Int) -> OutboundRecord {
        OutboundRecord(topic: "things", key: [1], value: [UInt8(number)], headers: [])
    }

    @Test func aConsumerOutlivesItsBroker() throws {
        let broker = try BrokerProcess()
        let kafka = try TestKafka(broker: broker)
        try kafka.create(["things": 1])
        try kafka.publish([record(1)])
        let consumer = try TestConsumer(kafka, topics: ["things"])
        #expect(try consumer.poll { $0.records.count == 1 })

        broker.kill()
        for _ in 0..<20 { try consumer.poll() }

        #expect(consumer.records.count == 1)
        #expect(consumer.stopped.isEmpty)
        consumer.source.close(deadlineMilliseconds: 1_000)
    }

    @Test func readingGoesOnWhenTheBrokerIsBack() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let kafka = try TestKafka(broker: broker, properties: ["reconnect.backoff.max.ms": "200"])
        try kafka.create(["things": 1])
        try kafka.publish([record(1)])
        let consumer = try TestConsumer(kafka, topics: ["things"])
        #expect(try consumer.poll { $0.records.count == 1 })

        try broker.request("down 1")
        for _ in 0..<5 { try consumer.poll() }
        try broker.request("up 1")
        try kafka.publish([record(2)])

        #expect(try consumer.poll(within: 30) { $0.records.count >= 2 })
        #expect(consumer.records.map(\.offset) == [0, 1])
        consumer.source.close(deadlineMilliseconds: 1_000)
    }

    @Test func aConsumerThatStartsBeforeItsBrokerWaits() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let kafka = try TestKafka(broker: broker, properties: ["reconnect.backoff.max.ms": "200"])
        try kafka.create(["things": 1])
        try kafka.publish([record(1)])
        try broker.request("down 1")
        let consumer = try TestConsumer(kafka, topics: ["things"])

        for _ in 0..<5 { try consumer.poll() }
        #expect(consumer.listener.assignmentCount == 0)
        try broker.request("up 1")

        #expect(try consumer.poll(within: 30) { $0.records.count == 1 })
        consumer.source.close(deadlineMilliseconds: 1_000)
    }

    @Test func aBrokerThatAnswersLateIsJoinedAllTheSame() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let kafka = try TestKafka(broker: broker)
        try kafka.create(["things": 1])
        try kafka.publish([record(1)])
        try broker.request("rtt 1 250")
        let consumer = try TestConsumer(kafka, topics: ["things"])

        #expect(try consumer.poll(within: 30) { $0.records.count == 1 })
        consumer.source.close(deadlineMilliseconds: 1_000)
    }

    @Test func toolsSayThatTheBrokerIsAway() throws {
        let broker = try BrokerProcess()
        let kafka = try TestKafka(broker: broker)
        broker.kill()
        let administration = try TopicAdministration(settings: kafka.settings, logger: kafka.logger)
        defer { administration.close(deadlineMilliseconds: 500) }

        let fault = #expect(throws: Fault.self) { _ = try administration.list(timeoutMilliseconds: 500) }

        #expect(fault?.kind == .transient)
    }
}
