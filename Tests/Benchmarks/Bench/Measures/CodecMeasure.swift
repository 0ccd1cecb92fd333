import Contracts
import Foundation
import IntakeDomain
import IntakeService
import Kernel
import TestSupport
import Worker

/// Decode and encode of one request and of its decision alone, in memory, in microseconds an event.
struct CodecMeasure {
    struct Costs: Encodable {
        var decode = 0.0
        var fingerprint = 0.0
        var encode = 0.0
        /// A decision, as it writes itself.
        var decisionEncode = 0.0
        /// The same by `Codable`.
        var decisionEncodeByCodable = 0.0

        enum CodingKeys: String, CodingKey {
            case decode, fingerprint, encode
            case decisionEncode = "decision_encode"
            case decisionEncodeByCodable = "decision_encode_by_codable"
        }
    }

    let repetitions: Int

    func measure() throws -> Costs {
        let records = try (0..<1_000).map(BenchEvents.request)
        let events = try records.map { try EventCodec.decode(ReturnRequested.self, from: $0.value ?? []) }
        var costs = Costs()
        costs.decode = try time { number in
            _ = try EventCodec.decode(ReturnRequested.self, from: records[number % 1_000].value ?? [])
        }
        costs.fingerprint = try time { number in _ = try EventCodec.fingerprint(events[number % 1_000]) }
        costs.encode = try time { number in _ = try EventCodec.encode(events[number % 1_000]) }
        let decisions = try events.map(Self.decision)
        costs.decisionEncode = try time { number in _ = try decisions[number % 1_000].json() }
        costs.decisionEncodeByCodable = try time { number in _ = try EventCodec.encode(decisions[number % 1_000]) }
        return costs
    }

    /// Every line authorised, with the checks and details that a decision has.
    private static func decision(on request: ReturnRequested) throws -> ReturnAuthorized {
        guard let currency = Currency("GBP") else { throw RunError("no currency") }
        let checks = CheckName.allCases.map { name in
            CheckResult(check: name.rawValue, passed: true, detail: name.rawValue.count > 13 ? "asked 1, left 2" : nil)
        }
        let lines = request.lines.map { line in
            DecidedLine(
                lineId: line.lineId, orderId: line.orderId, orderLineId: line.orderLineId, sku: "S-1",
                quantity: line.quantity, outcome: .authorized, checks: checks, refundTiming: .onReceipt,
                expectedRefund: 1_234, instructions: nil)
        }
        return ReturnAuthorized(
            merchant: request.merchant, returnId: request.returnId, customerId: request.customerId,
            decidedAt: request.requestedAt, policyId: "standard", policyVersion: 1, route: .mail, currency: currency,
            lines: lines)
    }

    private func time(_ work: (Int) throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        for number in 0..<repetitions { try work(number) }
        let elapsed = start.duration(to: .now).components
        return (Double(elapsed.seconds) * 1e6 + Double(elapsed.attoseconds) / 1e12) / Double(repetitions)
    }
}
