import Logging

/// Keeps what a worker logs as a warning or worse. Thread rule: one thread.
final class ErrorLog: LogHandler, @unchecked Sendable {
    private(set) var errors: [String] = []
    /// True once the worker has waited for something that is away: nothing is, here.
    private(set) var hasWaited = false
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func stop() { hasWaited = true }

    func log(event: LogEvent) {
        let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = "\(event.message) \(pairs.joined(separator: " "))"
        if line.contains(Extremes.canary) { errors.append("the log quotes the payload: \(line)") }
        if event.level >= .error { errors.append(line) }
    }
}
