import Foundation
import Synchronization

/// A TCP proxy on the loopback address that misbehaves on command. It passes everything on until it is told otherwise,
/// has one thread of its own, and every command has taken effect when its call returns.
///
/// Clients of Kafka go to the address that the broker advertises. A proxy that stands at the same port of another
/// loopback address and replaces the advertised host in the broker's answers keeps them with it.
package final class FaultyProxy: Sendable {
    /// Which half of the exchange.
    package enum Direction: Sendable, Hashable, CaseIterable {
        case fromClient, fromServer
    }

    /// How connections are ended.
    package enum Ending: Sendable, Hashable, CaseIterable {
        /// As by a peer that closes in good order (FIN).
        case finish
        /// As by a peer that crashed or a firewall (RST); what is under way is lost.
        case reset
    }

    /// An address to listen on or to forward to.
    package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        /// An IPv4 address of the loopback network.
        package let host: String
        /// 0 for any free one, when listened on.
        package let port: UInt16

        package init(host: String = "127.0.0.1", port: UInt16) {
            self.host = host
            self.port = port
        }

        package var description: String { "\(host):\(port)" }
    }

    /// Where clients connect to.
    package let endpoint: Endpoint
    private let commands: ProxyCommands

    /// Starts to listen and to pass on.
    ///
    /// - Parameters:
    ///   - advertised: the host that a Kafka broker advertises; replaced by the proxy's own in its answers.
    /// - Throws: `ServerUnavailable` when the port is taken, or the advertised host is of another length than ours.
    package init(
        on own: Endpoint = Endpoint(port: 0), to server: Endpoint, replacing advertised: String? = nil
    ) throws {
        let rewriter = advertised.flatMap { HostRewriter($0, by: own.host) }
        guard advertised == nil || rewriter != nil else {
            throw ServerUnavailable("the advertised host \(advertised ?? "") is not as long as \(own.host)")
        }
        let listener = try LoopbackSocket.listening(on: own.host, port: own.port)
        endpoint = Endpoint(host: own.host, port: listener.port)
        let commands = ProxyCommands()
        self.commands = commands
        let loop = ProxyLoop(listener: listener.descriptor, server: server, rewriter: rewriter, commands: commands)
        Thread.detachNewThread { loop.run() }
    }

    deinit { close() }

    /// Passes everything on again, without delay. What stood still goes on; connections that were cut stay cut.
    package func pass() { commands.give { $0.heal() } }

    /// Every byte takes so much longer, in each direction.
    package func delay(milliseconds: Int) {
        commands.give { $0.change { $0.delayMicroseconds = Int64(milliseconds) * 1_000 } }
    }

    /// At most so many bytes a second pass, in each direction of each connection.
    package func throttle(bytesPerSecond: Int) {
        commands.give { $0.change { $0.bytesPerSecond = max(1, bytesPerSecond) } }
    }

    /// Half-open: nothing more is read in this direction, nor is its end seen; the other goes on.
    package func halve(_ direction: Direction) { commands.give { $0.change { $0.halted.insert(direction) } } }

    /// Nothing passes in either direction; new connections are taken and hear nothing.
    package func blackHole() { commands.give { $0.change { $0.halted = Set(Direction.allCases) } } }

    /// New connections are reset at once; open ones go on.
    package func refuse() { commands.give { $0.change { $0.isRefusing = true } } }

    /// Ends every open connection, both ends of it.
    ///
    /// - Parameter afterBytes: each connection may pass so many bytes more in a direction before; nil to end at once.
    package func cut(_ ending: Ending, afterBytes: Int? = nil) {
        commands.give { $0.cut(ending, afterBytes: afterBytes) }
    }

    /// Cuts one connection, once, where a client sends bytes that contain `text`.
    ///
    /// - Parameter lost: `fromClient` when the server is never to see these bytes, `fromServer` when the client is
    ///   never to see the answer to them.
    package func cutOnce(at text: String, losing lost: Direction) {
        let trap = ProxyTrap(text: Array(text.utf8), lost: lost)
        commands.give { $0.trap = trap }
    }

    /// Open connections.
    package var connectionCount: Int { commands.give { $0.connectionCount } ?? 0 }

    /// Bytes passed on so far, of both directions.
    package var bytesPassed: Int { commands.give { $0.bytesPassed } ?? 0 }

    /// Ends every connection and stops to listen. The proxy can do nothing more.
    package func close() { commands.giveLast { $0.end() } }
}
