import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Serves `/health/live`, `/health/ready` and `/metrics` to GET, and nothing else: whatever else is asked is 404, with
/// an empty body. What clients may hold is bounded by `HealthLimits`.
package struct HealthServer: Service {
    private let host: String
    private let port: Int
    private let logger: Logger
    private let limits: HealthLimits
    private let isLive: @Sendable () -> Bool
    private let obstacles: @Sendable () -> [String]
    private let metrics: @Sendable () -> String

    /// - Parameters:
    ///   - port: 0 takes a free one, which is logged.
    ///   - limits: what clients may hold.
    ///   - isLive: false asks the orchestrator to restart the process.
    ///   - obstacles: why the process is not ready, one reason each; empty when it is.
    ///   - metrics: Prometheus text.
    package init(
        host: String, port: Int, logger: Logger, limits: HealthLimits = HealthLimits(),
        isLive: @escaping @Sendable () -> Bool, obstacles: @escaping @Sendable () -> [String],
        metrics: @escaping @Sendable () -> String
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.limits = limits
        self.isLive = isLive
        self.obstacles = obstacles
        self.metrics = metrics
    }

    package func run() async throws {
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            router: routes(), server: .http1(configuration: limits.channel),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax, logger: quiet)),
            onServerRunning: { [logger] channel in
                logger.info("serving health and metrics", metadata: ["http.port": "\(channel.localAddress?.port ?? 0)"])
            }, logger: quiet)
        do { try await application.runService(gracefulShutdownSignals: []) } catch {
            throw HealthServerError(detail: "HTTP_PORT \(port) on \(host) cannot be used: \(error)")
        }
    }

    private func routes() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/health/live") { [isLive] _, _ in
            isLive() ? Self.plain(.ok, "live\n") : Self.plain(.serviceUnavailable, "the loop stands still\n")
        }
        router.get("/health/ready") { [obstacles] _, _ in
            let reasons = obstacles()
            return reasons.isEmpty
                ? Self.plain(.ok, "ready\n")
                : Self.plain(.serviceUnavailable, reasons.joined(separator: "\n") + "\n")
        }
        router.get("/metrics") { [metrics] _, _ in
            Self.plain(.ok, metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    private static func plain(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The port cannot be bound.
package struct HealthServerError: Error, CustomStringConvertible {
    package let detail: String
    package var description: String { detail }
}
