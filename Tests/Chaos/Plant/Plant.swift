import Foundation
import Kafka
import Logging
import TestSupport

/// Everything that a run starts: servers, proxies, judge, workers, load. Whatever happens, it all ends with this.
final class Plant {
    private static let hosts = ["127.0.0.2", "127.0.0.3"]
    private static let partitions = 16

    let places: Places
    let postgres: PrivatePostgres
    let broker: Broker
    let networks: [Network]
    let fleet: Fleet
    let nonsense: Nonsense
    let standing: StandingReader
    /// Stands before every topic and group.
    let prefix: String
    let logger: Logger
    private(set) var load: Load?
    private(set) var judge: Judge?
    private let orphans: OrphanWatch

    /// Starts the servers and the proxies.
    ///
    /// - Throws: when one of them does not come up.
    init(seed: UInt64, folder: URL) throws {
        let logs = folder.appendingPathComponent("logs")
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        places = Places(binaries: BrokerProcess.productsFolder, logs: logs)
        logger = Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
        prefix = "chaos\(seed)-\(UInt16.random(in: .min ... .max))."
        orphans = try OrphanWatch(folder: folder, executables: places.binaries)
        postgres = try PrivatePostgres()
        try postgres.start()
        broker = try Broker(log: places.log("devbroker"))
        let advertised = try broker.advertised(logger: logger)
        let spared = broker.embedded == nil ? nil : Broker.embeddedCoordinator - 1
        networks = try Self.networks(postgres.port, advertised, spares: spared, broker.bootstrap)
        standing = StandingReader(url: postgres.url)
        nonsense = Nonsense(bootstrap: broker.bootstrap, prefix: prefix, logger: logger)
        fleet = Fleet(places: places, networks: networks, prefix: prefix, orphans: orphans)
    }

    /// True when workers reach the broker by way of proxies.
    var isBrokerProxied: Bool { networks.allSatisfy { !$0.brokers.isEmpty } }

    /// Prepares schema and topics, then starts the judge.
    ///
    /// - Throws: when one of them fails.
    func prepare() throws {
        try tool(["migrate", "--database", postgres.url])
        try createTopics()
        judge = try Judge(
            bootstrap: broker.bootstrap, hidesAborted: broker.embedded == nil, prefix: prefix,
            databaseURL: postgres.url, places: places, orphans: orphans)
    }

    /// - Throws: when it cannot be started.
    func startLoad(seed: UInt64, returns: Int, perSecond: Double) throws {
        load = try Load(
            seed: seed, returns: returns, perSecond: perSecond, bootstrap: broker.bootstrap, prefix: prefix,
            places: places, orphans: orphans)
    }

    /// A process that ends with the run at the latest.
    ///
    /// - Throws: when the program is missing.
    func launch(
        _ name: String, _ service: String, arguments: [String] = [], _ environment: [String: String]
    ) throws -> Child {
        let child = try Child(
            name: name, executable: places.executable(service), arguments: arguments, environment: environment,
            log: places.log(name))
        try orphans.add(child.pid)
        return child
    }

    /// It has ended: its id may belong to another process from now on.
    func forget(_ child: Child) { try? orphans.remove(child.pid) }

    /// Ends every process and every proxy, in whatever state they are.
    func end() {
        fleet.abandon()
        load?.stop()
        judge?.stop()
        standing.close()
        for network in networks { network.close() }
        broker.embedded?.stop()
        try? postgres.crash()
    }

    /// The embedded broker makes topics on its own request only; which ones, the tool knows.
    private func createTopics() throws {
        let kafka = ["--kafka", broker.bootstrap, "--topic-prefix", prefix]
        if let embedded = broker.embedded {
            for line in try tool(["topics", "list"] + kafka).split(separator: "\n") {
                guard let name = line.split(separator: " ").last else { continue }
                let count = name.hasPrefix("backhaul.positions.") ? 20 * Self.partitions : Self.partitions
                try embedded.request("create \(prefix)\(name) \(count)")
            }
            for group in ChaosWorkers.names {
                try embedded.request("coordinator \(prefix)\(group) \(Broker.embeddedCoordinator)")
            }
        }
        try tool(["topics", "create", "--partitions", "\(Self.partitions)"] + kafka)
    }

    @discardableResult
    private func tool(_ arguments: [String]) throws -> String {
        let outcome = try Program("backhaul", arguments).wait(limitSeconds: 60)
        guard outcome.status == 0 else {
            throw RunError("backhaul \(arguments[0]) failed: \(outcome.errors)")
        }
        return outcome.output
    }

    private static func networks(
        _ databasePort: UInt16, _ advertised: [BrokerAddress], spares: Int?, _ bootstrap: String
    ) throws -> [Network] {
        try hosts.map { host in
            try Network(
                host: host, databasePort: databasePort,
                brokers: Network.canProxy(advertised, on: host) ? advertised : nil, spares: spares,
                directBootstrap: bootstrap)
        }
    }
}
