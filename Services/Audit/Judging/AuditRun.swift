import Kafka
import Logging
import Worker

/// One audit from its beginning to its verdict.
package struct AuditRun {
    private let kafka: KafkaSettings
    private let databaseURL: String
    private let settleSeconds: Int
    private let stallSeconds: Int
    private let clock: any Clock
    private let logger: Logger

    /// - Parameters:
    ///   - settleSeconds: the longest wait for what is on its way.
    ///   - stallSeconds: the longest wait for a broker that gives nothing while there is more to read.
    package init(
        kafka: KafkaSettings, databaseURL: String, settleSeconds: Int, stallSeconds: Int, clock: any Clock,
        logger: Logger
    ) {
        self.kafka = kafka
        self.databaseURL = databaseURL
        self.settleSeconds = settleSeconds
        self.stallSeconds = stallSeconds
        self.clock = clock
        self.logger = logger
    }

    /// Reads along until `stop` is set, when it is given, and judges.
    ///
    /// While it reads along the database is not asked, and an outage of the broker is waited out. Once it judges,
    /// database and broker have `settleSeconds` to be there, and the topics may stand still for `stallSeconds` before
    /// their end.
    /// - Parameter reading: called once it reads along.
    /// - Throws: what keeps it from judging.
    package func verdict(following stop: StopFlag?, reading: () -> Void) throws(Fault) -> Verdict {
        let start = clock.monotonicMicroseconds()
        let patience = stop == nil ? settleSeconds : 600
        let judge = try insisting(patience, stop) { () throws(Fault) in try makeJudge() }
        defer { judge.close() }
        if let stop {
            reading()
            while !stop.isSet { try judge.read(waitMilliseconds: 200) }
        }
        return try insisting(settleSeconds, nil) { () throws(Fault) in
            try judge.judge(startedAt: start, stallSeconds: stallSeconds, now: { clock.monotonicMicroseconds() })
        }
    }

    private func makeJudge() throws(Fault) -> Judge {
        let transactions = try BrokerPromise.hasTransactions(kafka, name: "backhaul.audit.probe", logger: logger)
        return try Judge(
            kafka: kafka, databaseURL: databaseURL, application: "backhaul-audit", transactions: transactions,
            settleSeconds: settleSeconds, clock: clock, logger: logger)
    }

    /// Tries again what failed for the moment, for as long as there is patience.
    private func insisting<Result>(
        _ seconds: Int, _ stop: StopFlag?, _ body: () throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let end = clock.monotonicMicroseconds() + Int64(seconds) * 1_000_000
        let pause = WakeSignal()
        while true {
            do throws(Fault) { return try body() } catch {
                let isOver = clock.monotonicMicroseconds() >= end || stop?.isSet ?? false
                guard error.kind == .transient, !isOver else { throw error }
                logger.info("waiting to try again", metadata: ["reason": "\(error)"])
                pause.wait(milliseconds: 500)
            }
        }
    }
}
