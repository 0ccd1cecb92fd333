import Kernel
import Worker

/// A consumer that hands out records which were made before, lane by lane in turn.
final class Feed: EventSource {
    private let listener: any AssignmentListener
    private let records: [LaneID: [InboundRecord]]
    private var next: [LaneID: Int64] = [:]
    private var isAssigned = false
    /// Called with each record that is handed out.
    var onHandOut: (InboundRecord) -> Void = { _ in }

    /// - Parameter records: of each lane without gaps, from offset 0.
    init(_ records: [LaneID: [InboundRecord]], listener: any AssignmentListener) {
        self.records = records
        self.listener = listener
    }

    var isDry: Bool { isAssigned && records.allSatisfy { next[$0.key] ?? 0 >= Int64($0.value.count) } }

    func poll(maxRecords: Int, waitMilliseconds: Int) throws(Fault) -> SourceBatch {
        guard isAssigned else {
            isAssigned = true
            try restart(listener.lanesAssigned(records.keys.sorted()))
            return SourceBatch()
        }
        var batch = SourceBatch()
        for lane in records.keys.sorted() {
            let from = Int(next[lane] ?? 0)
            let taken = (records[lane] ?? []).dropFirst(from).prefix(maxRecords - batch.records.count)
            guard !taken.isEmpty else { continue }
            if batch.records.isEmpty { taken.first.map(onHandOut) }
            batch.records += taken
            next[lane] = Int64(from + taken.count)
            batch.positions[lane] = next[lane]
        }
        return batch
    }

    func restart(_ lanes: [LaneID: LaneStart]) throws(Fault) {
        for (lane, start) in lanes { next[lane] = start.nextOffset ?? 0 }
    }

    func reportPositions(_ positions: [LaneID: Int64]) {}

    func close(deadlineMilliseconds: Int) {}
}

/// A clock that the run sets. Thread rule: one thread.
final class SetClock: Clock, @unchecked Sendable {
    private var moment = Instant(microseconds: 1_770_000_000_000_000)
    private var monotonic: Int64 = 1

    func pass(_ time: TimeSpan) {
        moment = moment.advanced(by: time)
        monotonic += time.microseconds
    }

    func now() -> Instant { moment }

    func monotonicMicroseconds() -> Int64 { monotonic }
}
