import HealthHTTP
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct HealthServerTests {
    /// What the worker says of itself, changed by the test.
    private final class Worker: Sendable {
        let isLive = Mutex(true)
        let obstacles = Mutex<[String]>([])
    }

    /// Runs a server on a free port for as long as `body` runs.
    private func serving(_ worker: Worker, _ body: (Int) async throws -> Void) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in PortHandler(announce: announce) }
        let server = HealthServer(
            host: "127.0.0.1", port: 0, logger: logger, isLive: { worker.isLive.withLock { $0 } },
            obstacles: { worker.obstacles.withLock { $0 } }, metrics: { "a_total 1\n" })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            var iterator = ports.makeAsyncIterator()
            try await body(#require(await iterator.next()))
            tasks.cancelAll()
        }
    }

    @Test func aWorkerThatIsWellAnswers200() async throws {
        try await serving(Worker()) { port in
            let live = try await HTTPClient.get("/health/live", port: port)
            let ready = try await HTTPClient.get("/health/ready", port: port)

            #expect(live.status == 200 && live.body == "live\n")
            #expect(ready.status == 200 && ready.body == "ready\n")
        }
    }

    @Test func aWorkerThatCannotWorkSaysWhy() async throws {
        let worker = Worker()
        try await serving(worker) { port in
            worker.obstacles.withLock { $0 = ["waiting: connect", "lane returns.requests.3 stopped: offset"] }

            let ready = try await HTTPClient.get("/health/ready", port: port)
            let live = try await HTTPClient.get("/health/live", port: port)

            #expect(live.status == 200)
            #expect(ready.status == 503)
            #expect(ready.body == "waiting: connect\nlane returns.requests.3 stopped: offset\n")
        }
    }

    @Test func aLoopThatStandsStillIsNotLive() async throws {
        let worker = Worker()
        try await serving(worker) { port in
            worker.isLive.withLock { $0 = false }
            let live = try await HTTPClient.get("/health/live", port: port)

            #expect(live.status == 503)
        }
    }

    @Test func metricsAreTextOfPrometheus() async throws {
        try await serving(Worker()) { port in
            let metrics = try await HTTPClient.get("/metrics", port: port)

            #expect(metrics.status == 200 && metrics.body == "a_total 1\n")
            #expect(metrics.head.lowercased().contains("content-type: text/plain; version=0.0.4"))
        }
    }

    @Test(arguments: ["/", "/health", "/metrics/all"]) func nothingElseIsServed(path: String) async throws {
        try await serving(Worker()) { port in
            let answer = try await HTTPClient.get(path, port: port)

            #expect(answer.status == 404)
        }
    }

    @Test func aPortInUseIsOneClearMessage() async throws {
        try await serving(Worker()) { port in
            let second = HealthServer(
                host: "127.0.0.1", port: port, logger: Logger(label: "second") { _ in SwiftLogNoOpLogHandler() },
                isLive: { true }, obstacles: { [] }, metrics: { "" })

            await #expect {
                try await second.run()
            } throws: {
                "\($0)".contains("HTTP_PORT \(port) on 127.0.0.1 cannot be used")
            }
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
