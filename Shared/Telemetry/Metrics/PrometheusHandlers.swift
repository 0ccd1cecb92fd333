import CoreMetrics
import Synchronization

/// A number that only rises.
final class CountingHandler: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.add(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// The last value of a gauge, or the distribution of many values.
final class RecordingHandler: RecorderHandler, CoreMetrics.TimerHandler {
    enum Kind {
        case last
        /// Values are multiplied by `scale`: nanoseconds become seconds.
        case distribution(scale: Double)
    }

    /// Upper bounds in seconds, from half a millisecond to ten seconds.
    private static let bounds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct Values {
        var last = 0.0
        var count: Int64 = 0
        var sum = 0.0
        var buckets = [Int64](repeating: 0, count: RecordingHandler.bounds.count)
    }

    private let kind: Kind
    private let values = Mutex(Values())

    init(kind: Kind) { self.kind = kind }

    var typeName: String { if case .last = kind { "gauge" } else { "histogram" } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        values.withLock { values in
            guard case .distribution(let scale) = kind else {
                values.last = value
                return
            }
            let scaled = value * scale
            values.count += 1
            values.sum += scaled
            for (index, bound) in Self.bounds.enumerated() where scaled <= bound { values.buckets[index] += 1 }
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }

    /// - Parameter line: makes one line of (suffix, extra label, value).
    func lines(_ line: (String, String?, String) -> String) -> String {
        let values = values.withLock { $0 }
        guard case .distribution = kind else { return line("", nil, "\(values.last)") }
        var text = ""
        for (bound, count) in zip(Self.bounds, values.buckets) {
            text += line("_bucket", "le=\"\(bound)\"", "\(count)")
        }
        text += line("_bucket", "le=\"+Inf\"", "\(values.count)")
        return text + line("_sum", nil, "\(values.sum)") + line("_count", nil, "\(values.count)")
    }
}
