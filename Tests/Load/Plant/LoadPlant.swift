import Contracts
import Foundation
import Kafka
import Logging
import Postgres
import TestSupport
import Worker

/// Everything that one scenario needs: a database, a broker, topics, and the workers that it starts.
final class LoadPlant {
    /// Of each topic.
    static let partitions = 16
    private static let services = ["intake", "grading", "disposition", "recall"]
    /// Longest time that nothing may move.
    private static let stillSeconds = 120.0
    private static let tickSeconds = 0.05

    let kafka: TestKafka
    /// Nil where the broker is somebody else's (TEST_KAFKA).
    let broker: BrokerProcess?
    /// A way to the database that passes everything on until it is told otherwise.
    let proxy: FaultyProxy
    let ledger: Ledger
    let databaseURL: String
    let chronicle: Chronicle
    /// Done at each look.
    var onTick: (() throws -> Void)?
    private(set) var workers: [LoadWorker] = []
    private(set) var peaks: [String: Int] = [:]
    private var started = 0
    private let logs: URL
    private let name: String
    private let orphans: OrphanWatch

    /// - Throws: when a server does not come up.
    init(name: String, postgres: PrivatePostgres, orphans: OrphanWatch, logs: URL, chronicle: Chronicle) throws {
        self.name = name
        self.orphans = orphans
        self.logs = logs
        self.chronicle = chronicle
        let isGiven = !(ProcessInfo.processInfo.environment["TEST_KAFKA"] ?? "").isEmpty
        broker = isGiven ? nil : try BrokerProcess(log: logs.appendingPathComponent("\(name)-devbroker.log"))
        kafka = try TestKafka(broker: broker)
        let server = ConnectionSettings(url: postgres.url, schema: "public", applicationName: "load")
        let connection = try Connection.open(server)
        defer { connection.close() }
        try connection.execute("CREATE DATABASE load_\(name)", "load")
        databaseURL = "postgresql://postgres@127.0.0.1:\(postgres.port)/load_\(name)"
        proxy = try FaultyProxy(to: .init(port: postgres.port))
        let migration = try Program("backhaul", ["migrate", "--database", databaseURL]).wait(limitSeconds: 60)
        guard migration.status == 0 else { throw RunError("backhaul migrate failed: \(migration.errors)") }
        try kafka.create(Self.topics)
        ledger = try Ledger(url: databaseURL)
    }

    private static var topics: [String: Int] {
        var topics = Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0.name, partitions) })
        for topic in Topic.read { topics[topic.deadLetterName] = partitions }
        for service in services { topics[RelayNames.positionsTopic(service: service)] = 20 * partitions }
        return topics
    }

    /// - Parameter isProxied: true when it reaches the database by way of the proxy.
    /// - Throws: when the program is missing.
    @discardableResult
    func start(_ service: String, isProxied: Bool = false) throws -> LoadWorker {
        let environment = [
            "KAFKA_BOOTSTRAP_SERVERS": kafka.settings.bootstrapServers, "TOPIC_PREFIX": kafka.settings.topicPrefix,
            "DATABASE_URL": isProxied ? "postgresql://postgres@\(proxy.endpoint)/load_\(name)" : databaseURL,
            "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", "KAFKA_SESSION_TIMEOUT_MS": "6000",
        ]
        let log = logs.appendingPathComponent("\(name)-\(service)-\(started).log")
        let worker = try LoadWorker(service: service, environment: environment, log: log, orphans: orphans)
        started += 1
        workers.append(worker)
        return worker
    }

    /// One look at everything.
    ///
    /// - Throws: `RunError` when a worker has ended by itself.
    func tick() throws {
        for worker in workers {
            try worker.check()
            peaks[worker.service] = max(peaks[worker.service] ?? 0, worker.peakMegabytes)
        }
        try onTick?()
        Thread.sleep(forTimeInterval: Self.tickSeconds)
    }

    /// Waits for something, as long as anything moves.
    ///
    /// - Parameter moving: a number that changes while it goes on.
    /// - Throws: `RunError` when nothing has moved for two minutes.
    func wait(_ what: String, moving: () throws -> Int, until isSo: () throws -> Bool) throws {
        var last = try moving()
        var since = Date()
        while try !isSo() {
            try tick()
            let now = try moving()
            if now != last { (last, since) = (now, Date()) }
            guard Date().timeIntervalSince(since) < Self.stillSeconds else {
                throw RunError("\(what): nothing moves any more at \(last)")
            }
        }
    }

    /// - Throws: `RunError` when one does not end in good order.
    func stopWorkers() throws {
        onTick = nil
        try tick()
        for worker in workers { try worker.stop() }
        workers = []
    }

    /// What each worker says of itself now and wrote last, and the broker's last words: a machine that ran this may be
    /// gone with its logs.
    var testimonies: [String] {
        let broker = logs.appendingPathComponent("\(name)-devbroker.log")
        let words = (try? String(contentsOf: broker, encoding: .utf8)).map { LogLines.last(5, of: $0) }
        return workers.map(\.testimony) + [words.map { "the broker:\n\($0)" } ?? "no broker of ours"]
    }

    /// Ends everything, in whatever state it is.
    func end() {
        for worker in workers { worker.kill() }
        ledger.close()
        proxy.close()
        broker?.stop()
    }
}
