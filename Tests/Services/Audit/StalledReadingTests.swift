import Contracts
import Dispatch
import Kafka
import Kernel
import TestSupport
import Testing
import Worker

@testable import AuditService

/// A judge that cannot read on says so, instead of waiting for ever.
@Suite struct StalledReadingTests {
    private struct UptimeClock: Clock {
        func now() -> Instant { .epoch }
        func monotonicMicroseconds() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000) }
    }

    @Test func aBrokerThatGoesAwayWhileItReadsIsNamedWithWhatWasNotRead() throws {
        let broker = try BrokerProcess()
        // One record fetched ahead: the others are still on the broker when the judge begins.
        let kafka = try TestKafka(
            broker: broker, properties: ["queued.min.messages": "1", "queued.max.messages.kbytes": "1"])
        try kafka.create(Dictionary(uniqueKeysWithValues: Topics.judged.map { ($0, 1) }))
        let record = OutboundRecord(
            topic: Topic.custody.name, key: nil, value: Array(repeating: 0, count: 2_000), headers: [])
        for _ in 0..<3 { try kafka.publish([record], partition: 0) }
        let judge = try Judge(
            kafka: kafka.settings, databaseURL: "postgresql://nobody@127.0.0.1:1/none", application: "test",
            transactions: false, settleSeconds: 1, clock: UptimeClock(), logger: kafka.logger)
        defer { judge.close() }
        var steps = 0
        judge.step = { () throws(Fault) in
            steps += 1
            if steps == 1 { broker.kill() }
            if steps > 300 { throw Fault(.superseded, "test", "it waits for ever") }
        }

        let fault = #expect(throws: Fault.self) {
            try judge.judge(startedAt: 0, stallSeconds: 2, now: { 0 })
        }

        #expect(fault?.kind == .fatal)
        #expect(fault?.operation == "audit.read")
        let detail = fault?.detail ?? ""
        #expect(detail.hasPrefix("the broker gave nothing for 2 s; not read: units.custody.0 from "), "\(detail)")
        #expect(detail.hasSuffix(" to 3"), "\(detail)")
    }
}
