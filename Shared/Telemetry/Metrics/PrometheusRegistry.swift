import CoreMetrics
import Synchronization

/// Collects what swift-metrics is told and writes it as Prometheus text. One registry a process.
package final class PrometheusRegistry: MetricsFactory {
    /// A metric's name and its labels, in the order given.
    struct Series: Hashable, Comparable {
        let name: String
        let labels: [String]

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name
            labels = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        }

        static func < (left: Series, right: Series) -> Bool {
            left.name != right.name ? left.name < right.name : left.labels.joined() < right.labels.joined()
        }

        /// Backslash, quote and line feed, as the text format asks for.
        private static func escaped(_ value: String) -> String {
            value.reduce(into: "") { text, character in
                switch character {
                case "\\": text += "\\\\"
                case "\"": text += "\\\""
                case "\n": text += "\\n"
                default: text.append(character)
                }
            }
        }
    }

    private let counters = Mutex<[Series: CountingHandler]>([:])
    private let recorders = Mutex<[Series: RecordingHandler]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counters.withLock { $0.entry(Series(label, dimensions)) { CountingHandler() } }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        recorder(label, dimensions, kind: aggregate ? .distribution(scale: 1) : .last)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        recorder(label, dimensions, kind: .distribution(scale: 1e-9))
    }

    // Metrics live as long as the process: series are few and a counter must not begin again.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func recorder(
        _ label: String, _ dimensions: [(String, String)], kind: RecordingHandler.Kind
    ) -> RecordingHandler {
        recorders.withLock { $0.entry(Series(label, dimensions)) { RecordingHandler(kind: kind) } }
    }

    /// The whole state in the text format.
    ///
    /// - Source: Prometheus exposition formats, text format 0.0.4.
    package func exposition() -> String {
        var text = ""
        var typed: Set<String> = []
        for (series, counter) in counters.withLock({ $0.sorted { $0.key < $1.key } }) {
            if typed.insert(series.name).inserted { text += "# TYPE \(series.name) counter\n" }
            text += line(series, value: "\(counter.value)")
        }
        for (series, recorder) in recorders.withLock({ $0.sorted { $0.key < $1.key } }) {
            if typed.insert(series.name).inserted { text += "# TYPE \(series.name) \(recorder.typeName)\n" }
            text += recorder.lines { line(series, suffix: $0, label: $1, value: $2) }
        }
        return text
    }

    private func line(_ series: Series, suffix: String = "", label: String? = nil, value: String) -> String {
        let labels = series.labels + (label.map { [$0] } ?? [])
        return series.name + suffix + (labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}") + " \(value)\n"
    }
}

extension Dictionary {
    /// The value of `key`, made and kept when there is none.
    fileprivate mutating func entry(_ key: Key, _ make: () -> Value) -> Value {
        if let present = self[key] { return present }
        let made = make()
        self[key] = made
        return made
    }
}
