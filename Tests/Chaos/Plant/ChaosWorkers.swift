import Foundation

/// The workers that faults hit; the executables are named so.
enum ChaosWorkers {
    static let names = ["intake", "grading", "disposition", "recall"]
    /// SIGTERM to exit: the workers' own limit, and what may pass beyond it.
    private static let drainLimitSeconds = 15
    static let leaveLimitSeconds = 20.0

    /// Small batches make many transactions; short sessions let others take over within the length of a freeze.
    static func environment(_ network: Network, prefix: String) -> [String: String] {
        [
            "KAFKA_BOOTSTRAP_SERVERS": network.bootstrap, "TOPIC_PREFIX": prefix, "DATABASE_URL": network.databaseURL,
            "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", "BATCH_RECORDS": "25",
            "DRAIN_LIMIT_SECONDS": "\(drainLimitSeconds)", "KAFKA_SESSION_TIMEOUT_MS": "6000",
            "KAFKA_HEARTBEAT_INTERVAL_MS": "1000", "KAFKA_MAX_POLL_INTERVAL_MS": "10000",
        ]
    }
}

/// Folders of a run.
struct Places: Sendable {
    /// Where the executables are.
    let binaries: URL
    /// Logs of all processes, a file each.
    let logs: URL

    func executable(_ name: String) -> URL { binaries.appendingPathComponent(name) }
    func log(_ name: String) -> URL { logs.appendingPathComponent("\(name).log") }
}
