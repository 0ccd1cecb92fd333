import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a log line looks.
package enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, label, message, metadata.
    case text
    /// For collectors: one JSON object a line.
    case json
}

/// Writes one line an entry to standard error. Entries hold ids and codes, never payloads.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat

    package init(label: String, level: Logger.Level, format: LogFormat) {
        self.label = label
        self.format = format
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let text = line(for: event, at: Self.timestamp()) + "\n"
        // One write a line: lines of several threads never mix.
        Array(text.utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// The line of an entry, without its end. It holds no line feed, whatever the entry holds.
    ///
    /// - Parameter timestamp: when it was made, as it is to stand in the line.
    package func line(for event: LogEvent, at timestamp: String) -> String {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        return switch format {
        case .text: textLine(event, pairs, timestamp)
        case .json: jsonLine(event, pairs, timestamp)
        }
    }

    private func textLine(_ event: LogEvent, _ pairs: [(String, String)], _ timestamp: String) -> String {
        let level = event.level.rawValue.uppercased()
        let padded = level + String(repeating: " ", count: max(0, 8 - level.count))
        let details = pairs.isEmpty ? "" : "  " + pairs.map { "\($0)=\($1)" }.joined(separator: " ")
        let line = "\(timestamp) \(padded) \(label): \(event.message)\(details)"
        return line.unicodeScalars.reduce(into: "") { $0 += $1 == "\n" ? "\\n" : String($1) }
    }

    private func jsonLine(_ event: LogEvent, _ pairs: [(String, String)], _ timestamp: String) -> String {
        let first = [
            ("time", timestamp), ("level", event.level.rawValue), ("logger", label), ("message", "\(event.message)"),
        ]
        return "{" + (first + pairs).map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
    }

    private static func timestamp() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        var seconds = now.tv_sec
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let milliseconds = String(now.tv_nsec / 1_000_000)
        let text = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
