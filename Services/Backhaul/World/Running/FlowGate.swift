import Contracts
import Worker

/// Says whether more may be published: a value that is told what was published and how far the workers are.
///
/// States: open -> spent (the budget between two looks is used up) -> open or closed (at the next look) -> open.
struct FlowGate {
    private let limits: FlowLimits
    private var sizes: [Topic: Mean] = [:]
    private var recordsLeft: Int
    private var bytesLeft: Int
    private var isBehind = false
    /// The slowest worker's unread records by topic, of the partition where it is furthest behind.
    private(set) var lag: [Topic: Int64] = [:]

    private struct Mean {
        var records = 0
        var bytes = 0
    }

    init(_ limits: FlowLimits) {
        self.limits = limits
        recordsLeft = limits.recordsPerLook
        bytesLeft = limits.bytesPerLook
    }

    /// True when the next record may go.
    ///
    /// - Parameter unitsAhead: items published that no bench was asked about yet.
    func isOpen(unitsAhead: Int) -> Bool {
        !isBehind && recordsLeft > 0 && bytesLeft > 0 && unitsAhead < limits.unitsAhead
    }

    /// True when the workers have read all there is.
    var isDrained: Bool { !lag.isEmpty && lag.values.allSatisfy { $0 == 0 } }

    mutating func published(_ topic: Topic, bytes: Int) {
        recordsLeft -= 1
        bytesLeft -= bytes
        sizes[topic, default: Mean()].records += 1
        sizes[topic, default: Mean()].bytes += bytes
    }

    /// A look at the workers: begins a new budget.
    mutating func looked(lag: [Topic: Int64]) {
        self.lag = lag
        isBehind = lag.contains { $0.value > recordsAllowed($0.key) }
        recordsLeft = limits.recordsPerLook
        bytesLeft = limits.bytesPerLook
    }

    /// Records that may be unread in one partition of a topic. Sizes vary: twice the mean is reckoned with.
    func recordsAllowed(_ topic: Topic) -> Int64 {
        let mean = sizes[topic].map { $0.bytes / max(1, $0.records) } ?? ConsumerMap.typicalBytes(topic)
        let byBytes = Int64(limits.bytesAheadPerPartition / max(1, 2 * mean))
        return max(10, min(limits.recordsAheadPerPartition, byBytes))
    }
}
