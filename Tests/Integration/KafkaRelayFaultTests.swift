import Foundation
import Kafka
import TestSupport
import Testing
import Worker

/// What a relay's producer makes of the broker's refusals; each test has a broker of its own to break.
@Suite(.timeLimit(.minutes(2))) struct KafkaRelayFaultTests {
    private static let endTransaction = 26
    private static let initProducer = 22
    private let record = OutboundRecord(topic: "units.grades", key: [1], value: [1], headers: [])

    private func withSink(
        limits: RelayLimits = RelayLimits(), _ body: (BrokerProcess, any EventSink) throws -> Void
    ) throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let kafka = try makeKafka(broker)
        let sink = try factory(kafka, limits: limits).open(shard: 0)
        defer { sink.close(deadlineMilliseconds: 500) }
        try sink.publish([record], positions: [0: 1])
        try body(broker, sink)
    }

    private func makeKafka(_ broker: BrokerProcess) throws -> TestKafka {
        let kafka = try TestKafka(broker: broker)
        try kafka.create(["units.grades": 1, "backhaul.positions.grading": 1])
        return kafka
    }

    private func factory(
        _ kafka: TestKafka, mode: TransactionMode = .auto, limits: RelayLimits = RelayLimits()
    ) -> KafkaEventSinkFactory {
        var settings = kafka.settings
        settings.transactions = mode
        return KafkaEventSinkFactory(
            settings: settings, service: "grading", topics: ["units.grades"], limits: limits, logger: kafka.logger)
    }

    @Test(arguments: [
        (51, nil),  // CONCURRENT_TRANSACTIONS: told to try again, which the client does
        (47, Fault.Kind.superseded),  // INVALID_PRODUCER_EPOCH
        (90, .superseded),  // PRODUCER_FENCED
        (49, .transient),  // INVALID_PRODUCER_ID_MAPPING: the id expired, the abort that follows is accepted
        (53, .fatal),  // TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    ])
    func aRefusedCommitSaysWhatToDo(code: Int, kind: Fault.Kind?) throws {
        try withSink { broker, sink in
            try broker.request("error \(Self.endTransaction) \(code) 1")

            var caught: Fault?
            do throws(Fault) { try sink.publish([record], positions: [0: 2]) } catch { caught = error }

            #expect(caught?.kind == kind, "\(String(describing: caught))")
        }
    }

    @Test func aBrokerThatGoesSilentLeavesTheOutcomeUnknownInTime() throws {
        var limits = RelayLimits()
        limits.publishMilliseconds = 1_500
        limits.graceMilliseconds = 500
        try withSink(limits: limits) { broker, sink in
            try broker.request("down 1")
            let began = Date()

            let fault = #expect(throws: Fault.self) { try sink.publish([record], positions: [0: 2]) }

            #expect(fault?.kind == .outcomeUnknown)
            #expect(Date().timeIntervalSince(began) < 5)
            let again = #expect(throws: Fault.self) { try sink.publish([record], positions: [0: 2]) }
            #expect(again?.kind == .outcomeUnknown)
        }
    }

    @Test func aBrokerWithoutTransactionsIsAcceptedOrRefusedAsSet() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let kafka = try makeKafka(broker)
        try broker.request("without \(Self.initProducer)")

        let sink = try factory(kafka, mode: .auto).open(shard: 0)
        defer { sink.close(deadlineMilliseconds: 500) }
        try sink.publish([record, record], positions: [0: 2])
        let fault = #expect(throws: Fault.self) { _ = try factory(kafka, mode: .on).open(shard: 1) }

        #expect(!sink.isTransactional)
        #expect(try kafka.readAll(["units.grades"]).count == 2)
        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains("no transactions") == true)
    }
}
