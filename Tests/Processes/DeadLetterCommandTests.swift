import Contracts
import Foundation
import Kernel
import TestSupport
import Testing
import Worker

/// `backhaul dlq` against a real worker: a broken request and a record that is no event.
@Suite(.serialized)
struct DeadLetterCommandTests {
    @Test func aDeadLetterIsFoundCorrectedReplayedOnceAndLeavesATrail() throws {
        let deployment = try Deployment(partitions: 1)
        let intake = try deployment.start("intake")
        try deployment.kafka.publish([Self.request("r-1", value: "{"), Self.nonsense, try Self.cancellation("r-1")])
        let letters = try deployment.read([Self.letters]) { $0.count >= 2 }
        let (broken, foreign) = ("\(Self.letters)/0/0", "\(Self.letters)/0/1")
        try #require(letters.count == 2)

        try showsWhatIsThere(deployment, broken: broken, foreign: foreign)
        try refusesWhatWouldBeRefusedAgain(deployment, broken: broken)
        try replaysTheCorrectedOnce(deployment, broken: broken)
        try discards(deployment, foreign)

        let listed = try deployment.tool("dlq", "list", "--all", "--json")
        let entries = try listed.output.split(separator: "\n").map {
            try JSONDecoder().decode(Entry.self, from: Data($0.utf8))
        }
        #expect(entries.map { $0.trail.map(\.what) } == [["corrected", "corrected"], ["discarded"]])
        #expect(entries.flatMap(\.trail).allSatisfy { $0.by == "anna" })
        #expect(entries.last?.trail.first?.why == "no event of ours")
        #expect(try deployment.tool("dlq", "list").output.isEmpty)
        intake.terminate()
        #expect(try intake.wait(limitSeconds: 40).status == 0)
    }

    @Test func manyAreNotTouchedWithoutAWord() throws {
        let deployment = try Deployment(partitions: 1)
        let intake = try deployment.start("intake")
        try deployment.kafka.publish([Self.request("r-1", value: "{"), Self.request("r-2", value: "{")])
        _ = try deployment.read([Self.letters]) { $0.count >= 2 }
        intake.terminate()

        let asked = try deployment.tool("dlq", "discard", "--topic", "returns.requests", "--why", "test data")
        #expect(asked.status == 1 && asked.errors.contains("2 dead letters would be discarded: say --yes"))
        let dry = try deployment.tool("dlq", "discard", "--reason", "malformed", "--why", "test data", "--dry-run")
        #expect(dry.status == 0 && dry.output.split(separator: "\n").count == 2)
        #expect(try deployment.tool("dlq", "list").errors.contains("2 open"))

        let done = try deployment.tool("dlq", "discard", "--service", "intake", "--why", "test data", "--yes")
        #expect(done.status == 0)
        #expect(try deployment.tool("dlq", "list").errors.contains("0 open"))
        let wrong = try deployment.tool("dlq", "show", "\(Self.letters)/0/77")
        #expect(wrong.status == 1 && wrong.errors.contains("there is no dead letter at this place"))
    }

    private struct Entry: Decodable {
        struct Step: Decodable {
            var what: String
            var by: String
            var why: String
        }
        var id: String
        var reason: String
        var trail: [Step]
    }

    private static let letters = Topic.requests.deadLetterName

    private func showsWhatIsThere(_ deployment: Deployment, broken: String, foreign: String) throws {
        let listed = try deployment.tool("dlq", "list")
        #expect(listed.output.contains("\(broken)  ") && listed.output.contains("\(foreign)  "))
        #expect(listed.output.contains("  intake  malformed  returns.requests/0/0  acme/r-1  "))
        let filtered = try deployment.tool("dlq", "list", "--reason", "envelope", "--since", "1h", "--text", "no event")
        #expect(filtered.output.split(separator: "\n").count == 1 && filtered.output.hasPrefix(foreign))
        let shown = try deployment.tool("dlq", "show", broken)
        #expect(shown.output.contains("ce_id: event-r-1") && shown.output.contains("reason       malformed"))
        #expect(try deployment.tool("dlq", "show", broken, "--value").output == "{")
    }

    private func refusesWhatWouldBeRefusedAgain(_ deployment: Deployment, broken: String) throws {
        let asItWas = try deployment.tool("dlq", "replay", broken)
        #expect(asItWas.status == 1 && asItWas.errors.contains("it would be refused again: malformed"))
        let other = try TemporaryValue(try Self.requestBody("r-9"))
        let ofAnother = try deployment.tool("dlq", "replay", broken, "--value", other.path)
        #expect(ofAnother.status == 1 && ofAnother.errors.contains("expected ids that make the record's key"))
        #expect(try deployment.tool("dlq", "list").errors.contains("2 open"))
    }

    private func replaysTheCorrectedOnce(_ deployment: Deployment, broken: String) throws {
        let right = try TemporaryValue(try Self.requestBody("r-1"))
        let arguments = ["--value", right.path, "--by", "anna", "--why", "the quantity was missing"]
        let replayed = try deployment.tool(["dlq", "replay", broken] + arguments)
        #expect(replayed.status == 0 && replayed.output.contains("replayed  \(broken)  to returns.requests/0/0"))
        let twice = try deployment.tool(["dlq", "replay", broken] + arguments)
        #expect(twice.status == 0 && twice.errors.contains("already corrected by anna") && twice.output.isEmpty)
        #expect(try deployment.tool(["dlq", "replay", broken, "--again"] + arguments).status == 0)

        // What comes after the repeat on the same partition tells that the repeat was dealt with.
        try deployment.kafka.publish([
            Self.request("r-2", value: String(decoding: try Self.requestBody("r-2"), as: UTF8.self)),
            try Self.cancellation("r-2"),
        ])
        let decisions = try deployment.read([Topic.decisions.name]) { records in
            records.contains { $0.key == Array("acme/r-2".utf8) }
        }
        #expect(decisions.map(\.key) == ["acme/r-1", "acme/r-2"].map { Array($0.utf8) })
    }

    private func discards(_ deployment: Deployment, _ letter: String) throws {
        let unsaid = try deployment.tool("dlq", "discard", letter)
        #expect(unsaid.status != 0 && unsaid.errors.contains("--why"))
        let done = try deployment.tool("dlq", "discard", letter, "--why", "no event of ours", "--by", "anna")
        #expect(done.status == 0 && done.output == "discarded  \(letter)\n")
        let late = try deployment.tool("dlq", "replay", letter)
        #expect(late.errors.contains("already discarded by anna"))
    }

    private static let now = Instant(microseconds: 1_770_000_000_000_000)

    private static func requestBody(_ id: String) throws -> [UInt8] {
        let line = RequestedLine(
            lineId: "1", orderId: "o-1", orderLineId: "1", quantity: 1, reason: .unwanted, resolution: .refund)
        return try EventCodec.encode(
            ReturnRequested(
                merchant: "acme", returnId: id, customerId: nil, requestedAt: now, route: .mail, lines: [line]))
    }

    private static func request(_ id: String, value: String) -> OutboundRecord {
        record(ReturnRequested.type, id, Array(value.utf8))
    }

    private static func cancellation(_ id: String) throws -> OutboundRecord {
        let event = ReturnCancelled(merchant: "acme", returnId: id, cancelledAt: now)
        return record(ReturnCancelled.type, id, try EventCodec.encode(event))
    }

    private static func record(_ type: String, _ id: String, _ data: [UInt8]) -> OutboundRecord {
        let event = CloudEvent(id: "event-\(id)", source: "/shop", type: type, data: data)
        return OutboundRecord(
            topic: Topic.requests.name, key: Array("acme/\(id)".utf8), value: data,
            headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }

    private static let nonsense = OutboundRecord(
        topic: Topic.requests.name, key: nil, value: Array("no event at all".utf8), headers: [])
}

/// A file for `--value`, gone with the test.
final class TemporaryValue {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(bytes).write(to: file)
        path = file.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
