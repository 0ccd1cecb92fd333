import Contracts
import Kafka
import Synchronization
import Worker

/// Reads every output topic from its beginning while the workers run, on a thread of its own, into a ledger.
///
/// It reads along because the embedded broker forgets old records.
final class Observer: Sendable {
    private let ledger = Mutex(Ledger())
    private let failure = Mutex<Fault?>(nil)
    private let stop = Worker.StopFlag()

    /// What has been seen so far.
    var seen: Ledger { ledger.withLock { $0 } }

    /// Counts for the progress line, without copying the ledger.
    func look<Result: Sendable>(_ body: @Sendable (borrowing Ledger) -> Result) -> Result {
        ledger.withLock { body($0) }
    }

    /// Why it reads no more; nil while it does.
    var fault: Fault? { failure.withLock { $0 } }

    /// Begins to read.
    /// - Throws: when a topic is missing or the broker is away.
    func start(settings: KafkaSettings) throws(Fault) {
        let topics =
            Topic.allCases.filter { $0.writer != nil }.map(\.name) + WorkerCatalogue.inputs.map(\.deadLetterName)
        let box = ReaderBox(reader: try TopicReader(settings: settings, topics: topics, logger: ToolLog.logger))
        _ = try OSThread(name: "observer") { [self] in read(box.reader) }
    }

    func end() { stop.set() }

    private func read(_ reader: TopicReader) {
        while !stop.isSet {
            do {
                let records = try reader.poll(maxRecords: 5_000, waitMilliseconds: 100)
                ledger.withLock { ledger in for record in records { ledger.take(record) } }
            } catch {
                failure.withLock { $0 = error }
                break
            }
        }
        reader.close()
    }
}

/// Hands the reader over to the one thread that uses it.
private struct ReaderBox: @unchecked Sendable { let reader: TopicReader }
