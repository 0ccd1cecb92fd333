import HealthHTTP
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct HealthServerTests {
    @Test func aWorkerThatIsWellAnswers200() async throws {
        try await HealthServing.serving(HealthServing.Worker()) { port in
            let live = try await HTTPClient.get("/health/live", port: port)
            let ready = try await HTTPClient.get("/health/ready", port: port)

            #expect(live.status == 200 && live.body == "live\n")
            #expect(ready.status == 200 && ready.body == "ready\n")
        }
    }

    @Test func aWorkerThatCannotWorkSaysWhy() async throws {
        let worker = HealthServing.Worker()
        try await HealthServing.serving(worker) { port in
            worker.obstacles.withLock { $0 = ["waiting: connect", "lane returns.requests.3 stopped: offset"] }

            let ready = try await HTTPClient.get("/health/ready", port: port)
            let live = try await HTTPClient.get("/health/live", port: port)

            #expect(live.status == 200)
            #expect(ready.status == 503)
            #expect(ready.body == "waiting: connect\nlane returns.requests.3 stopped: offset\n")
        }
    }

    @Test func aLoopThatStandsStillIsNotLive() async throws {
        let worker = HealthServing.Worker()
        try await HealthServing.serving(worker) { port in
            worker.isLive.withLock { $0 = false }
            let live = try await HTTPClient.get("/health/live", port: port)

            #expect(live.status == 503)
        }
    }

    @Test func metricsAreTextOfPrometheus() async throws {
        try await HealthServing.serving(HealthServing.Worker()) { port in
            let metrics = try await HTTPClient.get("/metrics", port: port)

            #expect(metrics.status == 200 && metrics.body == "a_total 1\n")
            #expect(metrics.head.lowercased().contains("content-type: text/plain; version=0.0.4"))
        }
    }

    @Test func aPortInUseIsOneClearMessage() async throws {
        try await HealthServing.serving(HealthServing.Worker()) { port in
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
