import BackhaulWorld
import Bootstrap
import Foundation
import Kafka
import Kernel
import Worker

/// A whole deployment on one machine for the length of one stream: broker, database, workers, world, observer, report.
final class DemoRun {
    private let options: DemoOptions
    private let folder: URL
    private let binaries: URL
    private let interrupted: Worker.StopFlag
    private let observer = Observer()
    private var progress = Progress()
    private var broker: EmbeddedBroker?
    private var fleet: Fleet?
    private var world: WorldProcess?

    /// - Parameter interrupted: set by Ctrl-C.
    init(options: DemoOptions, interrupted: Worker.StopFlag) {
        self.options = options
        self.interrupted = interrupted
        folder = URL(fileURLWithPath: options.workFolder ?? NSTemporaryDirectory())
        binaries = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// Runs to the report, or to Ctrl-C.
    /// - Throws: what keeps the demo from running, with what to do.
    func run() throws(Fault) -> DemoReport {
        let logs = try makeFolder("logs")
        let database = try EnvironmentKeys.reader(overriding: [WorkerSettings.databaseURL: options.database])
            .text(WorkerSettings.databaseURL)
        progress.say("Preparing the database and the broker")
        try Migrations.run(url: database, roles: false, report: { _ in })
        let kafka = try openBroker(logs)
        try observer.start(kafka: kafka, databaseURL: database)
        let tables = try DemoTables(url: database)
        defer { tables.close() }
        try startWorkers(kafka, database, logs)
        try startWorld(kafka, logs)
        try follow(tables)
        return try report(tables)
    }

    /// Ends every process, whatever state it is in.
    func end() {
        observer.end()
        world?.stop()
        fleet?.stop()
        broker?.stop()
        progress.clear()
    }

    /// Stays up until Ctrl-C, for people who want to look around.
    /// - Throws: `fatal` when a worker ended by itself.
    func stayUp() throws(Fault) {
        progress.say("The system stays up; Ctrl-C ends it.")
        if let address = try brokerAddress() { progress.say("  broker    \(address)") }
        if let url = options.database, URLComponents(string: url)?.password == nil {
            progress.say("  database  \(url)")
        }
        progress.say("  logs      \(folder.appendingPathComponent("logs").path) (each worker's names its HTTP port)")
        while !interrupted.isSet {
            try fleet?.tend()
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    private func makeFolder(_ name: String) throws(Fault) -> URL {
        let url = folder.appendingPathComponent(name)
        do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
            throw Fault(.fatal, "demo.folder", "\(url.path) cannot be made: \(error.localizedDescription)")
        }
        return url
    }

    private func openBroker(_ logs: URL) throws(Fault) -> KafkaSettings {
        if options.kafka == nil {
            broker = try EmbeddedBroker(
                binaries: binaries, folder: folder, logs: logs, topicPrefix: options.topicPrefix,
                partitions: options.partitions)
        }
        let address = try brokerAddress()
        let reader = try EnvironmentKeys.reader(
            overriding: [WorkerSettings.bootstrapServers: address, WorkerSettings.topicPrefix: options.topicPrefix])
        let settings = KafkaSettings(
            bootstrapServers: try reader.text(WorkerSettings.bootstrapServers), topicPrefix: options.topicPrefix,
            clientID: "backhaul-demo",
            transactions: TransactionMode(rawValue: try reader.text(WorkerSettings.relayTransactions)) ?? .auto,
            properties: reader.kafkaProperties(WorkerSettings.all))
        let administration = try TopicAdministration(settings: settings, logger: ToolLog.logger)
        defer { administration.close() }
        _ = try administration.create(WorkerCatalogue.topics(partitions: options.partitions, replicationFactor: -1))
        return settings
    }

    private func brokerAddress() throws(Fault) -> String? {
        if let broker { return try broker.address() }
        return options.kafka
    }

    private func startWorkers(_ kafka: KafkaSettings, _ database: String, _ logs: URL) throws(Fault) {
        progress.say("Starting \(WorkerCatalogue.all.count * options.copies) workers and the judge")
        let environment = [
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrapServers, "TOPIC_PREFIX": options.topicPrefix,
            "DATABASE_URL": database, "HTTP_PORT": "0", "HTTP_HOST": "127.0.0.1",
            // A killed member's partitions go to the others within seconds.
            "KAFKA_SESSION_TIMEOUT_MS": "6000", "KAFKA_HEARTBEAT_INTERVAL_MS": "1000",
            "KAFKA_MAX_POLL_INTERVAL_MS": "10000",
        ]
        let fleet = Fleet(
            binaries: binaries, logs: logs, copies: options.copies, environment: environment, seed: options.seed,
            pids: folder.appendingPathComponent("pids"))
        self.fleet = fleet
        try fleet.start()
    }

    private func startWorld(_ kafka: KafkaSettings, _ logs: URL) throws(Fault) {
        let world = WorldProcess(binaries: binaries, options: options, kafka: kafka, logs: logs)
        self.world = world
        try world.start()
        if options.kill { fleet?.planKills(times: 3, withinSeconds: max(10, Double(options.returns) / 300)) }
    }

    /// Follows the stream until the world has nothing more to say and nothing moves in the workers.
    private func follow(_ tables: DemoTables) throws(Fault) {
        var calm = CalmWatch()
        // Twice a second is enough beside workers that share the machine.
        var round = 0
        while !interrupted.isSet {
            try fleet?.tend()
            if let fault = observer.fault { throw fault }
            try world?.check()
            if round.isMultiple(of: 5) { drawProgress() }
            round += 1
            if world?.isDone == true, fleet?.plannedKills == 0 {
                let events = observer.look { $0.events }
                if calm.isCalm(try tables.standing(), eventsSeen: events) { break }
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        progress.clear()
    }

    private func drawProgress() {
        let counts = observer.look { ($0.decisions.values.reduce(0, +), $0.units.count, $0.closedCount) }
        let asked = world?.progress?.account.returnsRequested ?? 0
        let planned = max(asked, world?.progress?.plannedReturns ?? 0)
        // A return is through when it is decided, and again when its goods have reached their end.
        progress.draw(
            counts.0 + counts.2, of: max(1, planned + max(counts.1, planned * 9 / 10)),
            "\(asked) requested, \(counts.0) decided, \(counts.1) units, \(counts.2) closed")
    }

    private func report(_ tables: DemoTables) throws(Fault) -> DemoReport {
        var report = DemoReport()
        let told = world?.progress
        report.requested = told?.account.returnsRequested ?? 0
        report.expectedDeadLetters = told?.account.deadLetters ?? 0
        report.buckets = told?.buckets ?? [:]
        report.kills = fleet?.kills ?? 0
        report.interrupted = interrupted.isSet
        report.peakMemoryBytes = fleet?.peakBytes ?? [:]
        let (verdict, book) = try observer.judge()
        let figures = observer.seen
        ReportMaker(figures: figures, book: book, verdict: verdict, sums: try tables.balance()).fill(&report)
        if let first = told?.startedAtMicroseconds.map(Instant.init(microseconds:)), let last = figures.lastClosedAt {
            report.seconds = Double(last.since(first).microseconds) / 1_000_000
            report.returnsPerSecond = report.seconds > 0 ? Double(report.requested) / report.seconds : 0
        }
        return report
    }
}

/// Tells when nothing has moved for a while: numbers stand still, everything numbered is published, no timer is set.
struct CalmWatch {
    /// Real time that nothing may move for before it counts as the end.
    private let stillSeconds = 1.5
    private var since = Date()
    private var standing = DemoTables.Standing()
    private var events = -1

    mutating func isCalm(_ now: DemoTables.Standing, eventsSeen: Int) -> Bool {
        if now != standing || eventsSeen != events || !now.isQuiet {
            standing = now
            events = eventsSeen
            since = Date()
        }
        return Date().timeIntervalSince(since) >= stillSeconds
    }
}
