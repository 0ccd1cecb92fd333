import HealthHTTP
import TestSupport
import Testing

/// The port that everyone in the network can reach: what it serves, and what it lets clients hold.
@Suite struct HealthExposureTests {
    private static let served = ["/health/live", "/health/ready", "/metrics"]

    @Test(arguments: [
        "/", "/health", "/health/", "/metrics/all", "/health/live/more", "/../etc/passwd", "/health/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd", "/.git/config", "/index.html", "/debug/pprof", "/env", "/METRICS", "/metrics%00",
        "/health/live%0d%0aSet-Cookie:%20a=b", "*",
    ])
    func anyOtherPathIsRefusedWithoutAWord(path: String) async throws {
        try await HealthServing.serving(HealthServing.Worker()) { port in
            let answer = try await HTTPClient.get(path, port: port)

            expectRefusal(answer)
        }
    }

    @Test(
        arguments: served,
        ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETS"])
    func anyOtherMethodIsRefusedWithoutAWord(path: String, method: String) async throws {
        try await HealthServing.serving(HealthServing.Worker()) { port in
            let answer = try await HTTPClient.aside { try HTTPClient.answer(path, port, method: method) }

            expectRefusal(answer)
        }
    }

    @Test func neitherBodyNorQueryNorHeaderComesBack() async throws {
        let request = "POST /metrics?secret=1 HTTP/1.1\r\nHost: secret\r\nX-Secret: secret\r\nConnection: close\r\n"
        try await HealthServing.serving(HealthServing.Worker()) { port in
            let posted = try await Self.raw(request + "Content-Length: 6\r\n\r\nsecret", port)
            let queried = try await HTTPClient.get("/metrics?secret=1", port: port)

            expectRefusal(try HTTPClient.parsed(posted))
            #expect(!posted.contains("secret"))
            #expect(queried.status == 200 && queried.body == "a_total 1\n" && !queried.head.contains("secret"))
        }
    }

    @Test(arguments: [
        "GET /" + String(repeating: "p", count: 20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nX: " + String(repeating: "v", count: 20_000) + "\r\n\r\n",
        "GET /metrics HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n",
        "not HTTP at all\r\n\r\n",
    ])
    func aRequestBeyondTheLimitsIsRefusedAndItsConnectionEnded(request: String) async throws {
        try await HealthServing.serving(HealthServing.Worker(), limits: Self.hasty) { port in
            let text = try await Self.raw(request, port)

            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 400 "), "\(text.prefix(100))")
        }
    }

    @Test(arguments: [
        "", "GET /metr", "GET /metrics HTTP/1.1\r\nHost: h\r\n", "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n",
    ])
    func aClientThatIsSlowOrSilentIsSentAway(request: String) async throws {
        try await HealthServing.serving(HealthServing.Worker(), limits: Self.hasty) { port in
            // Reads to the end of the connection, which only the server can bring about.
            _ = try await Self.raw(request, port)
        }
    }

    @Test func atMostSoManyConnectionsAreServedAtOnce() async throws {
        var limits = HealthLimits()
        limits.connectionsMax = 2
        try await HealthServing.serving(HealthServing.Worker(), limits: limits) { port in
            try await HTTPClient.aside {
                var held = try (0..<2).map { _ in try Self.asked(port, limitMilliseconds: 20_000) }
                #expect(try held.allSatisfy { try $0.receive().hasPrefix("HTTP/1.1 200 ") })

                let third = try Self.asked(port, limitMilliseconds: 300)
                #expect(throws: HTTPClient.Failure.self) { try third.receive() }

                held.removeLast()
                #expect(try HTTPClient.answer("/health/live", port).status == 200)
            }
        }
    }

    /// Limits that are reached within a test.
    private static var hasty: HealthLimits {
        var limits = HealthLimits()
        limits.idleSeconds = 1
        return limits
    }

    private static func raw(_ request: String, _ port: Int) async throws -> String {
        try await HTTPClient.aside {
            let connection = try HTTPConnection(port: port)
            connection.send(request)
            return try connection.receiveAll()
        }
    }

    /// A connection that has asked and stays open.
    private static func asked(_ port: Int, limitMilliseconds: Int) throws -> HTTPConnection {
        let connection = try HTTPConnection(port: port, limitMilliseconds: limitMilliseconds)
        connection.send("GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n")
        return connection
    }

    /// No body, no header but those that say so.
    private func expectRefusal(_ answer: HTTPClient.Answer) {
        let headers = answer.head.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != ":" }.lowercased() }
        #expect([400, 404, 405].contains(answer.status), "\(answer.head)")
        #expect(answer.body.isEmpty)
        #expect(Set(headers).isSubset(of: ["content-length", "date", "connection"]), "\(answer.head)")
    }
}
