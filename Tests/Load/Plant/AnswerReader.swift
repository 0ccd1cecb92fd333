import Contracts
import Dispatch
import Foundation
import Kafka
import Kernel
import Synchronization
import TestSupport
import Worker

/// Reads the decisions on returns along with the worker that publishes them, on a thread of its own: each return must
/// be answered once.
final class AnswerReader: Sendable {
    private struct State {
        /// For each return the hash of the event id that answered it; 0 for none.
        var ids: [UInt64]
        var seen = 0
        var doubled = 0
        var repeats = 0
        var failure: (any Error)?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter returns: numbers of returns are below this.
    init(_ kafka: TestKafka, returns: Int) {
        state = Mutex(State(ids: Array(repeating: 0, count: returns)))
        Thread.detachNewThread { [self] in
            do { try read(kafka) } catch { state.withLock { $0.failure = error } }
            ended.signal()
        }
    }

    /// Returns that were answered.
    ///
    /// - Throws: what ended the reading.
    func seen() throws -> Int {
        try state.withLock { state in
            if let failure = state.failure { throw RunError("the decisions cannot be read: \(failure)") }
            return state.seen
        }
    }

    /// Returns that were answered again by another event.
    var doubled: Int { state.withLock(\.doubled) }
    /// Answers that came again under one number: recognisable, on a broker without transactions.
    var repeats: Int { state.withLock(\.repeats) }

    func stop() {
        state.withLock { $0.isStopped = true }
        _ = ended.wait(timeout: .now() + .seconds(10))
    }

    private func read(_ kafka: TestKafka) throws {
        let reader = try TopicReader(settings: kafka.settings, topics: [Topic.decisions.name], logger: kafka.logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        while !state.withLock(\.isStopped) {
            let answers = try reader.poll(maxRecords: 1_000, waitMilliseconds: 100).compactMap(Self.answer)
            state.withLock { state in for (number, id) in answers { Self.take(number, id, &state) } }
        }
    }

    private static func answer(_ record: InboundRecord) -> (number: Int, id: UInt64)? {
        guard let number = Stories.number(ofReturn: record.key) else { return nil }
        var hash = StableHash()
        hash.add(bytes: record.headers.first { $0.name == "ce_id" }?.value ?? [])
        return (number, hash.value)
    }

    private static func take(_ number: Int, _ id: UInt64, _ state: inout State) {
        guard state.ids.indices.contains(number) else { return state.doubled += 1 }
        switch state.ids[number] {
        case 0:
            state.ids[number] = id
            state.seen += 1
        case id: state.repeats += 1
        default: state.doubled += 1
        }
    }
}
