import Contracts
import Foundation
import Kafka
import TestSupport
import Testing
import Worker

/// Records that nobody can read, on every topic that a worker reads: quarantined, unchanged, and no worker falls.
@Suite(.serialized)
struct GarbageTests {
    private static let workers = ["intake", "grading", "disposition", "recall"]

    @Test func everyWorkerQuarantinesWhatItCannotReadAndRunsOn() throws {
        let inputs = Topic.allCases.filter { Self.readType(on: $0) != nil }
        let kafka = try broker(inputs)
        let database = try FreshDatabase()
        _ = try Program("backhaul", ["migrate", "--database", database.url]).wait(limitSeconds: 60)
        let programs = try Self.workers.map { try start($0, kafka, database) }

        try kafka.publish(inputs.flatMap(Self.garbage))
        let quarantined = try waitForDeadLetters(kafka, inputs, count: inputs.count * Self.kinds)

        for input in inputs {
            let letters = quarantined.filter { $0.lane.topic == input.deadLetterName }
            #expect(Set(letters.compactMap(Self.origin)).count == Self.kinds, "\(input.name)")
            #expect(letters.contains { $0.value == Array("{".utf8) }, "\(input.name): the value is untouched")
        }
        for program in programs {
            program.terminate()
            #expect(try program.wait(limitSeconds: 40).status == 0)
        }
    }

    /// A type that some worker reads; types of no concern are passed by unread.
    private static func readType(on topic: Topic) -> String? {
        Catalogue.kinds(on: topic).first { !$0.readers.isEmpty }?.type
    }

    private static let kinds = 5

    /// No headers at all; broken JSON; a type that nobody knows; a null; bytes that are no text.
    private static func garbage(_ topic: Topic) -> [OutboundRecord] {
        let type = readType(on: topic)
        func record(_ value: [UInt8]?, _ type: String?) -> OutboundRecord {
            let headers = [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/test"), ("ce_type", type ?? "")]
            return OutboundRecord(
                topic: topic.name, key: Array("m/\(type ?? "none")".utf8), value: value,
                headers: type == nil ? [] : headers.map { RecordHeader($0.0, text: $0.1) })
        }
        return [
            record(Array("hello".utf8), nil), record(Array("{".utf8), type),
            record(Array("{}".utf8), "backhaul.no.such.v1"), record(nil, type), record([0xff, 0xfe, 0x00], type),
        ]
    }

    private static func origin(_ record: InboundRecord) -> String? {
        let wanted = [DeadLetter.partition, DeadLetter.offset]
        let found = wanted.compactMap { name in record.headers.first { $0.name == name }?.value }
        return found.count == 2 ? found.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/") : nil
    }

    private func broker(_ inputs: [Topic]) throws -> TestKafka {
        let kafka = try TestKafka()
        var topics: [String: Int] = [:]
        for topic in Topic.allCases { topics[topic.name] = 2 }
        for input in inputs { topics[input.deadLetterName] = 2 }
        for worker in Self.workers { topics[RelayNames.positionsTopic(service: worker)] = 64 }
        try kafka.create(topics)
        return kafka
    }

    private func start(_ worker: String, _ kafka: TestKafka, _ database: FreshDatabase) throws -> Program {
        try Program(
            worker,
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": kafka.settings.bootstrapServers, "TOPIC_PREFIX": kafka.settings.topicPrefix,
                "DATABASE_URL": database.url, "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0",
            ])
    }

    /// Reads along until as many different originals are quarantined as were sent.
    private func waitForDeadLetters(_ kafka: TestKafka, _ inputs: [Topic], count: Int) throws -> [InboundRecord] {
        let topics = inputs.map(\.deadLetterName)
        let reader = try TopicReader(settings: kafka.settings, topics: topics, logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var records: [InboundRecord] = []
        let end = Date() + 60
        while Date() < end {
            records += try reader.poll(maxRecords: 1_000, waitMilliseconds: 200)
            let originals = Set(
                records.compactMap { record in Self.origin(record).map { "\(record.lane.topic) \($0)" } })
            if originals.count >= count { break }
        }
        return records
    }
}
