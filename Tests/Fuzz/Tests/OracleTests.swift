import Contracts
import Foundation
import Testing
import Worker

@testable import fuzz

/// The fuzzer finds nothing when it looks at nothing: each law is broken once, and it is seen.
@Suite struct OracleTests {
    @Test func rightLanesArePassed() throws {
        try TemporaryTally.with { tally in
            try LanePortion(goldens: Goldens()).run(0..<300, seed: 7, isStepwise: false, tally)
            #expect(tally[.accepted] > 50 && tally[.deadLetters] > 50 && tally[.ignored] > 1)
        }
    }

    @Test func aRecordThatIsLostIsSeen() throws {
        try TemporaryTally.with { tally in
            var portion = LanePortion(goldens: try Goldens())
            portion.storage.loses = { $0.hasSuffix("1") }
            #expect(throws: Objection.self) { try portion.run(0..<300, seed: 7, isStepwise: false, tally) }
        }
    }

    @Test func aDeadLetterThatIsNotTheRecordAsItCameIsSeen() throws {
        let record = InboundRecord(
            lane: LaneID("commerce.orders", 0), offset: 4, key: nil, value: [1, 2], headers: [RecordHeader("a", nil)])
        for damage in [\OutboundRecord.key, \OutboundRecord.value] {
            var letter = Self.letter(of: record)
            #expect(try Account([letter]).letter(of: record, service: "intake") == letter)
            letter[keyPath: damage] = [9]
            #expect(throws: Objection.self) { try Account([letter]).letter(of: record, service: "intake") }
        }
        var letter = Self.letter(of: record)
        letter.headers[0].value = []
        #expect(throws: Objection.self) { try Account([letter]).letter(of: record, service: "intake") }
        #expect(throws: Objection.self) { try Account([letter, letter]) }
    }

    @Test func aMessageThatQuotesOrSaysNothingIsSeen() {
        for text in ["", "orderId: expected no \(Extremes.canary)", "orderId: wrong", "merchant: expected\u{7}"] {
            #expect(throws: Objection.self) { try RefusalLaw.check(ContractViolation(.rule, text)) }
        }
        #expect(throws: Never.self) { try RefusalLaw.check(ContractViolation(.rule, "orderId: expected a text")) }
    }

    @Test func anEventOfOursThatItsReadersWouldRefuseIsSeen() throws {
        let data = Array(#"{"merchant":"m","orderId":"o","deliveredAt":"2026-03-01T08:15:00Z"}"#.utf8)
        var event = CloudEvent(id: "1", source: "/backhaul/intake", type: OrderDelivered.type, data: data)
        #expect(throws: Never.self) { try OutgoingLaw.check(Self.record(event)) }
        event.correlationID = String(repeating: "r", count: 1_025)
        #expect(throws: Objection.self) { try OutgoingLaw.check(Self.record(event)) }
    }

    @Test func theSameSeedGivesTheSameInput() throws {
        let maker = RecordDice(try Goldens())
        for number in 0..<50 as Range<UInt64> {
            var (one, two) = (Dice(seed: 3, 2, number), Dice(seed: 3, 2, number))
            #expect(maker.record(number, &one) == maker.record(number, &two))
        }
    }

    private static func record(_ event: CloudEvent) -> OutboundRecord {
        OutboundRecord(
            topic: Topic.orders.name, key: Array("m/o".utf8), value: event.data,
            headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }

    private static func letter(of record: InboundRecord) -> OutboundRecord {
        let added = [
            (DeadLetter.topic, record.lane.topic), (DeadLetter.partition, "0"), (DeadLetter.offset, "4"),
            (DeadLetter.connectorName, "intake"), (DeadLetter.stage, "VALUE_CONVERTER"),
            (DeadLetter.exceptionClass, "malformed"), (DeadLetter.exceptionMessage, "the value is not one JSON object"),
            (DeadLetter.lane, "commerce.orders.0"), (DeadLetter.sequence, "1"),
        ]
        return OutboundRecord(
            topic: record.lane.topic + DeadLetter.topicSuffix, key: record.key, value: record.value,
            headers: record.headers + added.map { RecordHeader($0.0, text: $0.1) })
    }
}

private enum TemporaryTally {
    static func with(_ body: (Tally) throws -> Void) throws {
        let path = FuzzCampaign.newTallyPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(try Tally(path: path))
    }
}
