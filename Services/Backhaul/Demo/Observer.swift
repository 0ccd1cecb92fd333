import AuditDomain
import AuditService
import Bootstrap
import Kafka
import Synchronization
import Worker

/// The judge, reading along from the beginning while the workers run, on a thread of its own; and the report's figures.
///
/// It reads along because the embedded broker forgets old records.
final class Observer: Sendable {
    private let figures = Mutex(Figures())
    private let failure = Mutex<Fault?>(nil)
    private let stop = Worker.StopFlag()
    private let reading = Mutex<Reading?>(nil)

    /// The judge, with whichever thread has it: the one that reads until it has ended, then the one that asks.
    private struct Reading: @unchecked Sendable {
        let judge: Judge
        let thread: OSThread
    }

    /// What has been seen so far.
    var seen: Figures { figures.withLock { $0 } }

    /// Counts for the progress line, without copying the figures.
    func look<Result: Sendable>(_ body: @Sendable (borrowing Figures) -> Result) -> Result {
        figures.withLock { body($0) }
    }

    /// Why it reads no more; nil while it does.
    var fault: Fault? { failure.withLock { $0 } }

    /// Begins to read.
    /// - Throws: when a topic is missing or the broker is away.
    func start(kafka: KafkaSettings, databaseURL: String) throws(Fault) {
        let judge = try Judge(
            kafka: kafka, databaseURL: databaseURL, application: "backhaul-demo-judge",
            transactions: try BrokerPromise.hasTransactions(kafka, name: "backhaul.demo.probe", logger: ToolLog.logger),
            settleSeconds: 10, clock: SystemClock(), logger: ToolLog.logger)
        judge.witness = { [self] sighting, record in figures.withLock { $0.take(sighting, record) } }
        let box = JudgeBox(judge: judge)
        let thread = try OSThread(name: "observer") { [self] in read(box.judge) }
        reading.withLock { $0 = Reading(judge: box.judge, thread: thread) }
    }

    /// Ends the reading and judges.
    /// - Throws: what keeps the judge from judging.
    func judge() throws(Fault) -> (verdict: Verdict, book: AuditBook) {
        stop.set()
        guard let reading = reading.withLock({ $0 }), reading.thread.join(milliseconds: 30_000) else {
            throw Fault(.fatal, "demo.judge", "the observer does not end")
        }
        if let fault { throw fault }
        let clock = SystemClock()
        let verdict = try reading.judge.judge(
            startedAt: clock.monotonicMicroseconds(), stallSeconds: 60, now: { clock.monotonicMicroseconds() })
        return (verdict, reading.judge.book)
    }

    func end() { stop.set() }

    private func read(_ judge: Judge) {
        while !stop.isSet {
            do { try judge.read(waitMilliseconds: 100) } catch {
                failure.withLock { $0 = error }
                break
            }
        }
    }
}

/// Hands the judge over to the one thread that uses it.
private struct JudgeBox: @unchecked Sendable { let judge: Judge }
