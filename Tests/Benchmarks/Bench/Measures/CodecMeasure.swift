import Contracts
import Foundation
import IntakeDomain
import IntakeService
import Kernel
import TestSupport
import Worker

/// Decode, decide and encode of one request alone, in memory, in microseconds an event.
struct CodecMeasure {
    struct Costs: Encodable {
        var decode = 0.0
        var fingerprint = 0.0
        var encode = 0.0
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
        return costs
    }

    private func time(_ work: (Int) throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        for number in 0..<repetitions { try work(number) }
        let elapsed = start.duration(to: .now).components
        return (Double(elapsed.seconds) * 1e6 + Double(elapsed.attoseconds) / 1e12) / Double(repetitions)
    }
}
