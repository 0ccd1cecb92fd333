import FoundationEssentials
import HealthHTTP
import Kafka
import Logging
import Metrics
import Postgres
import ServiceLifecycle
import Telemetry
import UnixSignals
import Worker

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Puts a worker together and runs it until SIGTERM or SIGINT: the whole of every service's `main`.
package enum WorkerProcess {
    /// Does not return: exits 0 after a clean stop, 1 with one message when something needs a person.
    package static func run<Working: WorkingSet>(_ definition: ServiceDefinition<Working>) async -> Never {
        await run(name: definition.name) { configuration, health, logger in
            WorkerThreads(definition, configuration: configuration, health: health, logger: logger)
        }
    }

    /// The frame of every process, whatever it does: configuration, log, metrics, probes, signals and exit status.
    ///
    /// - Parameter make: what runs in the frame; its end, or its error, ends the process.
    package static func run(
        name: String, _ make: @Sendable (WorkerConfiguration, WorkerHealth, Logger) -> some Service
    ) async -> Never {
        StopSignals.unblock()
        StopSignals.endAtOnce()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") {
            print(WorkerConfiguration.help(service: name))
            leave(0)
        }
        do {
            let configuration = try WorkerConfiguration(
                service: name, arguments: arguments, environment: ProcessInfo.processInfo.environment)
            try await run(name, configuration, make)
            leave(0)
        } catch {
            complain(name, error)
            leave(1)
        }
    }

    private static func run(
        _ name: String, _ configuration: WorkerConfiguration,
        _ make: (WorkerConfiguration, WorkerHealth, Logger) -> some Service
    ) async throws {
        LoggingSystem.bootstrap { [level = configuration.logLevel, format = configuration.logFormat] label in
            LineLogHandler(label: label, level: level, format: format)
        }
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let logger = Logger(label: name)
        logger.info(
            "starting", metadata: ["librdkafka": "\(KafkaLibrary.version)", "libpq": "\(PostgresLibrary.version)"])
        if let plan = configuration.crashPlan { CrashArming.arm(plan, logger) }
        let health = WorkerHealth()
        let server = HealthServer(
            host: configuration.httpHost, port: configuration.httpPort, logger: logger,
            isLive: { health.isLive(at: SystemClock().monotonicMicroseconds(), limitSeconds: 60) },
            obstacles: { health.obstacles() }, metrics: { registry.exposition() })
        try await serve(make(configuration, health, logger), server, configuration, logger)
    }

    private static func serve(
        _ content: some Service, _ server: some Service, _ configuration: WorkerConfiguration, _ logger: Logger
    ) async throws {
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: server, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: content, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger))
        group.maximumGracefulShutdownDuration = .seconds(configuration.drainLimitSeconds)
        let watchdog = DrainWatchdog(limitSeconds: configuration.drainLimitSeconds, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let services = ServiceGroup(configuration: group)
            tasks.addTask { try await services.run() }
            tasks.addTask { try await watchdog.guardSignals() }
            try await tasks.next()
            tasks.cancelAll()
        }
        logger.info("stopped")
    }

    /// The lifecycle's own lines are of interest to its developers only.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return quiet
    }

    private static func complain(_ service: String, _ error: any Error) {
        let message = (error as? Fault)?.description ?? "\(error)"
        Array("\(service): \(message)\n".utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Ends at once: librdkafka 2.0.2 can hang when its handles are destroyed at exit, and nothing depends on that.
    private static func leave(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }
}

/// The migrations of a service: the runtime's and its own.
package enum ServiceSchema {
    /// In the order in which they run.
    package static func sets<Working: WorkingSet>(of definition: ServiceDefinition<Working>) -> [MigrationSet] {
        [RuntimeMigrations.all, MigrationSet(component: definition.name, definition.migrations)]
    }
}
