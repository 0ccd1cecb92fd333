import Contracts
import Foundation
import TestSupport
import Testing
import Worker

/// Records that nobody can read, on every topic that a worker reads: quarantined, unchanged, and no worker falls.
@Suite(.serialized)
struct GarbageTests {
    @Test func everyWorkerQuarantinesWhatItCannotReadAndRunsOn() throws {
        let inputs = Deployment.inputs
        let deployment = try Deployment()
        let programs = try Deployment.workers.map(deployment.start)

        try deployment.kafka.publish(inputs.flatMap(Self.garbage))
        let quarantined = try deployment.read(inputs.map(\.deadLetterName)) { records in
            Set(records.compactMap(Self.origin)).count >= inputs.count * Self.kinds
        }

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

    private static let kinds = 5

    /// No headers at all; broken JSON; a type that nobody knows; a null; bytes that are no text.
    private static func garbage(_ topic: Topic) -> [OutboundRecord] {
        let type = topic.readType
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

    /// The record that a dead letter was made from; two workers may refuse the same one.
    private static func origin(_ record: InboundRecord) -> String? {
        let wanted = [DeadLetter.topic, DeadLetter.partition, DeadLetter.offset]
        let found = wanted.compactMap { name in record.headers.first { $0.name == name }?.value }
        return found.count == 3 ? found.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/") : nil
    }
}
