// swift-tools-version: 6.2
import PackageDescription

// Backhaul: one root package. The functions below are the shape of the system: what a pure target may be, what an
// adapter may be, and what every service consists of. Adding a service is one more line in `services`.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of `Shared/`. `others` are products of other packages.
func shared(
    _ name: String, _ path: String, uses: [String] = [], others: [Target.Dependency] = [],
    exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: uses.map { .byName(name: $0) } + others, path: "Shared/\(path)",
        exclude: exclude, resources: resources, swiftSettings: settings)
}

/// The domain of one service: pure, knows the kernel and nothing else.
func domain(_ name: String) -> Target { shared("\(name)Domain", "Domain/\(name)", uses: ["Kernel"]) }

/// The shape of a service: its library (handlers, store, migrations) and the executable that starts it.
func service(_ name: String) -> [Target] {
    let main = "\(name).swift"
    return [
        domain(name),
        .target(
            name: "\(name)Service",
            dependencies: ["Kernel", .byName(name: "\(name)Domain"), "Contracts", "Worker"],
            path: "Services/\(name)", exclude: [main, "README.md"],
            resources: [.embedInCode("Migrations")], swiftSettings: settings),
        .executableTarget(
            name: name.lowercased(), dependencies: [.byName(name: "\(name)Service"), "Bootstrap"],
            path: "Services/\(name)",
            exclude: ["\(name)Service.swift", "Handlers", "Store", "Migrations", "README.md"],
            sources: [main], swiftSettings: settings),
    ]
}

/// A test target; its folder stands under `Tests/`.
func tests(
    _ name: String, _ path: String, uses: [String], others: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: uses.map { .byName(name: $0) } + others, path: "Tests/\(path)", exclude: exclude,
        swiftSettings: settings)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")

/// The judge: on the contract and the adapters, never on the runtime that it judges (Decisions/0006).
let audit: [Target] = [
    domain("Audit"),
    .target(
        name: "AuditService",
        dependencies: [
            "Kernel", "AuditDomain", "Contracts", "Worker", "Kafka", "Postgres", "Telemetry", logging, metrics,
        ],
        path: "Services/Audit", exclude: ["Audit.swift", "README.md"], swiftSettings: settings),
    .executableTarget(
        name: "audit", dependencies: ["AuditService", "Bootstrap"], path: "Services/Audit",
        exclude: ["Reading", "Database", "Judging", "Watching", "README.md"], sources: ["Audit.swift"],
        swiftSettings: settings),
]

let services = service("Intake") + service("Grading") + service("Disposition") + service("Recall")
let serviceLibraries = ["IntakeService", "GradingService", "DispositionService", "RecallService"]
let workers = ["intake", "grading", "disposition", "recall"]

/// `BACKHAUL_SLICE=runtime` leaves only the runtime and its tests: what the thread sanitizer looks at, built in a
/// minute.
let runtimeSlice: Set<String> = [
    "Kernel", "Contracts", "Telemetry", "Worker", "WorkerTests", "WorkerSimulation", "simulate",
]
let isSliced = Context.environment["BACKHAUL_SLICE"] == "runtime"

/// `BACKHAUL_SLICE=benchmarks` adds the benchmarks, and the one package that only they need (Decisions/0009).
let withBenchmarks = Context.environment["BACKHAUL_SLICE"] == "benchmarks"

let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let benchmarks: [Target] = [
    .executableTarget(
        name: "ceiling", dependencies: ["CLibpq", "CRdkafkaHeaders"], path: "Tests/Benchmarks/Ceiling"),
    .executableTarget(
        name: "bench",
        dependencies: [
            "Kernel", "IntakeDomain", "Contracts", "Worker", "Kafka", "Postgres", "Bootstrap", "BackhaulWorld",
            "TestSupport", arguments, logging, histogram,
        ] + serviceLibraries.map { .byName(name: $0) },
        path: "Tests/Benchmarks/Bench", swiftSettings: settings),
]

let package = Package(
    name: "backhaul",
    platforms: [.macOS(.v15)],
    products: isSliced
        ? []
        : [
            .executable(name: "intake", targets: ["intake"]),
            .executable(name: "grading", targets: ["grading"]),
            .executable(name: "disposition", targets: ["disposition"]),
            .executable(name: "recall", targets: ["recall"]),
            .executable(name: "audit", targets: ["audit"]),
            .executable(name: "backhaul", targets: ["backhaul"]),
            .executable(name: "devbroker", targets: ["devbroker"]),
        ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ]
        + (withBenchmarks ? [.package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0")] : []),
    targets: (services + audit + (withBenchmarks ? benchmarks : []) + [
        // The domain's common words, and what crosses a topic.
        shared("Kernel", "Domain/Kernel"),
        shared("Contracts", "Contracts", uses: ["Kernel"]),

        // The runtime, once.
        shared("Telemetry", "Telemetry", others: [logging, metrics, coreMetrics], exclude: ["HTTP"]),
        shared(
            "Worker", "Worker", uses: ["Kernel", "Contracts", "Telemetry"], others: [logging, metrics],
            exclude: ["README.md"]),

        // Adapters: the only importers of C. They know the worker's ports only.
        .systemLibrary(name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CRdkafkaHeaders", path: "Shared/CRdkafka/Headers", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"])]),
        .target(name: "CRdkafka", dependencies: ["CRdkafkaHeaders"], path: "Shared/CRdkafka/Shim"),
        shared(
            "Postgres", "Postgres", uses: ["Kernel", "Worker", "CLibpq"],
            resources: [.embedInCode("Migrations")]),
        shared("Kafka", "Kafka", uses: ["Kernel", "Worker", "CRdkafka", "CRdkafkaHeaders"], others: [logging]),

        // Composition root.
        shared(
            "HealthHTTP", "Telemetry/HTTP", uses: ["Telemetry"],
            others: [hummingbird, hummingbirdCore, nio, logging, lifecycle]),
        shared(
            "Bootstrap", "Bootstrap",
            uses: ["Kernel", "Contracts", "Worker", "Kafka", "Postgres", "Telemetry", "HealthHTTP"],
            others: [configuration, lifecycle, unixSignals, logging, metrics]),

        // The operators' tool, the world that the demo simulates, and the embedded broker.
        .target(
            name: "BackhaulWorld", dependencies: ["Kernel", "Contracts", "Worker", "Kafka", logging],
            path: "Services/Backhaul/World", swiftSettings: settings),
        .target(
            name: "BackhaulDeadLetters", dependencies: ["Kernel", "Contracts", "Worker"],
            path: "Services/Backhaul/DeadLetters", swiftSettings: settings),
        .executableTarget(
            name: "backhaul",
            dependencies: [
                "Kernel", "Contracts", "Worker", "Kafka", "Postgres", "Telemetry", "Bootstrap", "BackhaulWorld",
                "BackhaulDeadLetters", "AuditDomain", "AuditService", arguments, logging,
            ] + serviceLibraries.map { .byName(name: $0) },
            path: "Services/Backhaul", exclude: ["README.md", "World", "DeadLetters"], swiftSettings: settings),
        .systemLibrary(
            name: "CRdkafkaMock", path: "deploy/local/CRdkafkaMock", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"])]),
        .executableTarget(
            name: "devbroker", dependencies: ["CRdkafkaMock", arguments], path: "deploy/local/devbroker",
            swiftSettings: settings,
            // So that librdkafka finds it there: see DistinctProducerIDs.swift.
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=rand_r"], .when(platforms: [.linux]))
            ]),

        // Tests, by tier.
        .target(
            name: "TestSupport",
            dependencies: ["Kernel", "Contracts", "Worker", "Kafka", "Postgres", logging], path: "Tests/Support",
            swiftSettings: settings),
        .executableTarget(
            name: "chaos",
            dependencies: ["Kernel", "Contracts", "Worker", "Kafka", "Postgres", "BackhaulWorld", "TestSupport"]
                + [arguments, logging],
            path: "Tests/Chaos", exclude: ["README.md", "Tests"], swiftSettings: settings),
        tests("ChaosTests", "Chaos/Tests", uses: ["chaos"]),
        .executableTarget(
            name: "load",
            dependencies: ["Kernel", "Contracts", "Worker", "Kafka", "Postgres", "TestSupport", arguments, logging],
            path: "Tests/Load", exclude: ["README.md", "Tests"], swiftSettings: settings),
        tests("LoadTests", "Load/Tests", uses: ["Kernel", "Contracts", "Worker", "TestSupport", "load"]),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Kernel", "GradingDomain", "DispositionDomain", "Contracts", "Worker", "Postgres", "Kafka",
                "BackhaulDeadLetters", "TestSupport", arguments, logging,
            ] + serviceLibraries.map { .byName(name: $0) },
            path: "Tests/Fuzz", exclude: ["README.md", "Tests"], swiftSettings: settings),
        tests("FuzzTests", "Fuzz/Tests", uses: ["Kernel", "Contracts", "Worker", "fuzz"]),
        tests("KernelTests", "Domain/Kernel", uses: ["Kernel", "TestSupport"]),
        tests("IntakeDomainTests", "Domain/Intake", uses: ["Kernel", "IntakeDomain", "TestSupport"]),
        tests("GradingDomainTests", "Domain/Grading", uses: ["Kernel", "GradingDomain", "TestSupport"]),
        tests("DispositionDomainTests", "Domain/Disposition", uses: ["Kernel", "DispositionDomain", "TestSupport"]),
        tests("AuditDomainTests", "Domain/Audit", uses: ["Kernel", "AuditDomain"]),
        tests("RecallDomainTests", "Domain/Recall", uses: ["Kernel", "RecallDomain", "TestSupport"]),
        tests("WorldTests", "Domain/World", uses: ["Kernel", "Contracts", "Worker", "BackhaulWorld", "TestSupport"]),
        tests(
            "DeadLetterTests", "DeadLetters", uses: ["Kernel", "Contracts", "Worker", "BackhaulDeadLetters"]),
        tests("ContractsTests", "Contracts", uses: ["Kernel", "Contracts", "TestSupport"]),
        .target(
            name: "WorkerSimulation", dependencies: ["Kernel", "Contracts", "Worker", logging],
            path: "Tests/Worker/Simulation", swiftSettings: settings),
        .executableTarget(
            name: "simulate", dependencies: ["WorkerSimulation", arguments], path: "Tests/Worker/Simulate",
            swiftSettings: settings),
        tests(
            "WorkerTests", "Worker", uses: ["Kernel", "Contracts", "Worker", "WorkerSimulation"], others: [logging],
            exclude: ["Simulation", "Simulate"]),
        tests(
            "BootstrapTests", "Bootstrap",
            uses: [
                "Kernel", "Contracts", "Worker", "Kafka", "Postgres", "Telemetry", "HealthHTTP", "Bootstrap",
                "TestSupport",
            ],
            others: [logging, coreMetrics]),
        tests(
            "ArchitectureTests", "Architecture",
            uses: ["Contracts", "Worker", "Bootstrap", "TestSupport"] + serviceLibraries),
        tests(
            "ServicesTests", "Services",
            uses: [
                "Kernel", "DispositionDomain", "AuditDomain", "Contracts", "Worker", "Kafka", "Postgres", "TestSupport",
                "AuditService",
            ] + serviceLibraries,
            others: [logging]),
        tests(
            "IntegrationTests", "Integration",
            uses: ["Kernel", "Contracts", "Worker", "Kafka", "Postgres", "TestSupport", "devbroker"],
            others: [logging]),
        tests(
            "ProcessTests", "Processes",
            uses: [
                "Kernel", "Contracts", "Worker", "Kafka", "Postgres", "TestSupport", "backhaul", "devbroker", "audit",
            ]
                + workers),
    ]).filter { !isSliced || runtimeSlice.contains($0.name) },
    swiftLanguageModes: [.v6]
)
