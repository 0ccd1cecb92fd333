import Foundation

/// The embedded broker behind TLS with client certificates and behind SCRAM-SHA-512, as a real cluster asks for them.
///
/// Clients -> TLS at 127.0.0.2 -> SASL -> a proxy that has the broker advertise 127.0.0.2 -> the broker at 127.0.0.1.
package final class SecureBroker {
    /// Where clients connect to.
    package let address: String
    package let authority: TestAuthority
    /// A certificate that the front takes.
    package let client: TestAuthority.Issued
    private let proxy: FaultyProxy
    private let gate: SASLGate
    private let front: TLSFront

    /// - Parameters:
    ///   - broker: `127.0.0.1:port` of an embedded broker.
    ///   - user: who may come in, with `password`.
    /// - Throws: `ServerUnavailable` when openssl or stunnel is missing, or a port is taken.
    package init(before broker: String, user: String, password: String) throws {
        guard let port = broker.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw ServerUnavailable("\(broker) is no address of an embedded broker")
        }
        let shown = FaultyProxy.Endpoint(host: "127.0.0.2", port: port)
        authority = try TestAuthority()
        client = try authority.issue("client")
        proxy = try FaultyProxy(
            on: FaultyProxy.Endpoint(host: shown.host, port: 0), to: FaultyProxy.Endpoint(port: port),
            replacing: "127.0.0.1")
        gate = try SASLGate(to: proxy.endpoint, user: user, password: password)
        front = try TLSFront(
            on: shown, to: FaultyProxy.Endpoint(port: gate.port),
            issued: authority.issue("broker", for: ["IP:\(shown.host)"]), authority: authority)
        address = shown.description
    }

    deinit {
        gate.close()
        proxy.close()
    }

    /// Clients that proved to know the password.
    package var accepted: Int { gate.accepted }
    /// Clients that did not.
    package var refused: Int { gate.refused }
}
