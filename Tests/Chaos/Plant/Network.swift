import Kafka
import TestSupport

/// One way to the servers, with a proxy in front of each. Workers share a few networks, so that a fault can hit some of
/// them while the others go on.
final class Network {
    let name: String
    let database: FaultyProxy
    /// Empty where the broker advertises an address that cannot be replaced.
    let brokers: [FaultyProxy]
    private let directBootstrap: String
    private let spared: Int?

    /// - Parameters:
    ///   - host: a loopback address as long as those that the brokers advertise.
    ///   - brokers: where the brokers are; nil when they cannot be proxied.
    ///   - spares: index of the broker that no fault may hit.
    /// - Throws: `ServerUnavailable` when a port is taken.
    init(
        host: String, databasePort: UInt16, brokers: [BrokerAddress]?, spares: Int?, directBootstrap: String
    ) throws {
        name = host
        spared = spares
        self.directBootstrap = directBootstrap
        database = try FaultyProxy(on: .init(host: host, port: 0), to: .init(port: databasePort))
        self.brokers = try (brokers ?? []).map { broker in
            try FaultyProxy(
                on: .init(host: host, port: broker.port), to: .init(port: broker.port), replacing: broker.host)
        }
    }

    /// Proxies of brokers that faults may hit.
    var victims: [FaultyProxy] { brokers.indices.filter { $0 != spared }.map { brokers[$0] } }

    /// The first address that clients ask.
    var bootstrap: String {
        brokers.isEmpty ? directBootstrap : brokers.map(\.endpoint.description).joined(separator: ",")
    }

    /// The database by way of the proxy. A session that stands still in a transaction, or that is not used at all,
    /// ends within seconds: this is how long a frozen worker keeps its locks and its lease.
    var databaseURL: String {
        "postgresql://postgres@\(database.endpoint)/postgres?options="
            + "-c%20idle_in_transaction_session_timeout%3D4s%20-c%20idle_session_timeout%3D5s"
    }

    func heal() { for proxy in brokers + [database] { proxy.pass() } }

    func close() { for proxy in brokers + [database] { proxy.close() } }

    /// True when every broker advertises the loopback address under a name that a proxy's can stand for.
    static func canProxy(_ brokers: [BrokerAddress], on host: String) -> Bool {
        !brokers.isEmpty
            && brokers.allSatisfy {
                ["127.0.0.1", "localhost"].contains($0.host) && $0.host.utf8.count == host.utf8.count
            }
    }
}
