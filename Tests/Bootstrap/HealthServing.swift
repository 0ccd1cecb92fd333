import HealthHTTP
import Logging
import Synchronization
import Testing

/// A health server on a free port, for as long as a test needs it.
enum HealthServing {
    /// What the worker says of itself, changed by the test.
    final class Worker: Sendable {
        let isLive = Mutex(true)
        let obstacles = Mutex<[String]>([])
    }

    /// Runs a server for as long as `body` runs.
    static func serving(
        _ worker: Worker, limits: HealthLimits = HealthLimits(), _ body: (Int) async throws -> Void
    ) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in PortHandler(announce: announce) }
        let server = HealthServer(
            host: "127.0.0.1", port: 0, logger: logger, limits: limits, isLive: { worker.isLive.withLock { $0 } },
            obstacles: { worker.obstacles.withLock { $0 } }, metrics: { "a_total 1\n" })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            var iterator = ports.makeAsyncIterator()
            try await body(#require(await iterator.next()))
            tasks.cancelAll()
        }
    }
}

/// Passes on the port that the server says it serves on.
private struct PortHandler: LogHandler {
    let announce: AsyncStream<Int>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if let port = event.metadata?["http.port"].flatMap({ Int("\($0)") }) { announce.yield(port) }
    }
}
