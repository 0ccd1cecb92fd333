import Contracts
import Kernel
import Testing
import Worker

/// Dead letters that are corrected and replayed lead to the same state as if the records had been right from the start.
@Suite(.serialized)
struct ReplayedStateTests {
    @Test func intakeEndsInTheSameState() throws {
        let run = ReplayedRun(
            worker: "intake", outputs: [.decisions, .custody, .refunds],
            stages: [StreamStage(records: try Shop.returnRecords(), until: RefundDue.type)])

        let outcome = try expectTheSame(run, deadLetters: 3)

        #expect(outcome.tables["refund"]?.count == 1 && outcome.tables["unit"]?.count == 1)
        #expect(outcome.tables["waiting"] == [])
    }

    @Test func gradingEndsInTheSameState() throws {
        let run = ReplayedRun(
            worker: "grading", outputs: [.inspectionTasks, .grades],
            stages: [
                StreamStage(records: try Shop.unitRecords(), until: InspectionRequired.type),
                StreamStage(records: [try Shop.inspection()], until: UnitGraded.type),
            ])

        let outcome = try expectTheSame(run, deadLetters: 2)

        #expect(outcome.tables["unit"]?.count == 1 && outcome.events.count == 2)
    }

    private func expectTheSame(_ run: ReplayedRun, deadLetters: Int) throws -> ReplayedRun.Outcome {
        let right = try run.outcome(isBroken: false)
        let replayed = try run.outcome(isBroken: true)

        #expect(replayed.deadLetters == deadLetters && right.deadLetters == 0)
        #expect(Set(replayed.tables.keys) == Set(right.tables.keys))
        for (name, rows) in right.tables { #expect(replayed.tables[name] == rows, "table \(name)") }
        #expect(replayed.events == right.events)
        return replayed
    }
}

/// One pair of boots that is sold, comes back and is looked at.
private enum Shop {
    static let start = Instant(microseconds: 1_770_000_000_000_000)
    static let unit = "u-1"

    static func pounds() throws -> Currency { try #require(Currency("GBP")) }

    /// In the order in which broken ones are replayed: the order last, so that all others must wait for it.
    static func returnRecords() throws -> [StreamRecord] {
        let line = RequestedLine(
            lineId: "1", orderId: "o-1", orderLineId: "1", quantity: 1, reason: .unwanted, resolution: .refund)
        let request = ReturnRequested(
            merchant: "m", returnId: "r-1", customerId: "c-1", requestedAt: start.advanced(by: .days(2)), route: .mail,
            lines: [line])
        let receipt = ParcelReceived(
            merchant: "m", parcelId: "p-1", returnId: "r-1", siteId: "s", receivedAt: start.advanced(by: .days(4)),
            items: [ReceivedItem(itemNumber: 1, sku: "BOOT")])
        let order = OrderShipped(
            merchant: "m", orderId: "o-1", customerId: "c-1", currency: try pounds(), channel: .online, country: "GB",
            orderedAt: start.advanced(by: .days(-2)), shippedAt: start.advanced(by: .days(-1)), policyId: nil,
            lines: [OrderLine(lineId: "1", sku: "BOOT", quantity: 2, unitPrice: 1_000, tax: 200)])
        return [
            try StreamRecord("policy", try policy()), try StreamRecord("product", try product()),
            try StreamRecord("delivery", OrderDelivered(merchant: "m", orderId: "o-1", deliveredAt: start)),
            try StreamRecord("request", request, brokenAs: #"{"merchant":"m","returnId":"r-1","lines":[]}"#),
            try StreamRecord("receipt", receipt, brokenAs: "no JSON at all"),
            try StreamRecord("order", order, brokenAs: #"{"merchant":"m","orderId":"o-1","currency":"pounds"}"#),
        ]
    }

    static func unitRecords() throws -> [StreamRecord] {
        var arrival = UnitArrival(
            merchant: "m", unitId: unit, parcelId: "p-1", itemNumber: 1, siteId: "s", receivedAt: start,
            finding: .matched, matchedBy: .sku)
        arrival.sku = "BOOT"
        arrival.returnId = "r-1"
        arrival.reason = .defective
        return [
            try StreamRecord("policy", try policy()), try StreamRecord("product", try product()),
            try StreamRecord("unit", UnitReceived(arrival), brokenAs: #"{"merchant":"m","unitId":7}"#),
        ]
    }

    /// As the tree of shoes asks it.
    static func inspection() throws -> StreamRecord {
        let answers = [("dangerous", "no"), ("as_described", "yes"), ("sealed", "yes"), ("packaging.sealed", "good")]
        let event = InspectionRecorded(
            merchant: "m", inspectionId: derivedID("i", "m", unit), unitId: unit, inspector: "anna",
            recordedAt: start.advanced(by: .days(1)),
            answers: answers.map { InspectionAnswer(question: $0.0, value: $0.1) })
        return try StreamRecord("inspection", event, brokenAs: "[]")
    }

    private static func policy() throws -> PolicyPublished {
        PolicyPublished(
            merchant: "m", policyId: "default", version: 1, publishedAt: start, currency: try pounds(),
            returnPolicyCategory: .finite, merchantReturnDays: 30, refundTiming: .onReceipt,
            refundsOutboundShipping: true, transitLimitSeconds: 14 * 86_400)
    }

    private static func product() throws -> ProductDescribed {
        ProductDescribed(
            merchant: "m", sku: "BOOT", gtin: GTIN(withoutCheckDigit: 1_000), name: "Boots", category: .shoes,
            describedAt: start, currency: try pounds(), cost: 300, listPrice: 1_100, massGrams: 900)
    }
}
